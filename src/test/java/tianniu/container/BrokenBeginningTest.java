package tianniu.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tianniu.container.Yard.ADMIN;
import static tianniu.container.Yard.LONG;
import static tianniu.container.Yard.body;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tianniu.Snare;
import tianniu.config.Config;
import tianniu.engine.ContainerId;
import tianniu.engine.memory.MemoryEngine;
import tianniu.keyring.MasterKey;
import tianniu.live.LiveContainer;
import tianniu.live.Status;
import tianniu.store.ReadyDatabase;
import tianniu.store.SnaredStore;
import tianniu.store.Store;
import tianniu.store.Stores;

/** What is begun in the view and breaks off before it is promised is as if it had never begun. */
class BrokenBeginningTest {
  @TempDir private Path dir;
  private final MemoryEngine engine = Yard.engine();
  private final Snare writes = new Snare();
  private Store store;
  private Yard yard;

  @BeforeEach
  void open() throws IOException {
    ReadyDatabase.copyInto(dir);
    Store opened =
        Stores.open(dir, new Config.Storage(null, null, 1), MasterKey.loadOrCreate(dir, null));
    store = new SnaredStore(opened, new Snare(), writes, new Snare());
    yard = new Yard(engine, store);
  }

  @AfterEach
  void close() throws Exception {
    yard.close();
    store.close();
    engine.close();
  }

  private ContainerId running(String name) {
    return yard.running(ADMIN, body(name, ""));
  }

  private void change(Action action, ContainerId id) {
    yard.containers.change(ADMIN, action, id.value(), Options.DEFAULT, LONG, null);
  }

  private static void assertBreaks(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void change_errorBeforeThePromise_isUndone_andTheNextOneWorks() {
    ContainerId id = running("one");
    for (Snare snare : List.of(yard.draws, writes)) {
      snare.layHere(0);
      assertBreaks(() -> change(Action.PAUSE, id));
      assertThat(yard.status(id)).isEqualTo(Status.RUNNING);
    }

    change(Action.PAUSE, id);
    assertThat(yard.status(id)).isEqualTo(Status.PAUSED);
  }

  @Test
  void create_errorBeforeThePromise_givesTheNameBack() {
    for (Snare snare : List.of(yard.draws, writes)) {
      snare.layHere(0);
      assertBreaks(() -> running("one"));
      assertThat(yard.view.snapshot().newestFirst()).isEmpty();
    }

    assertThat(yard.status(running("one"))).isEqualTo(Status.RUNNING);
  }

  @Test
  void several_errorAtTheSecond_leaveTheFirstAsItWas() {
    List<LiveContainer> both =
        List.of(yard.view.get(running("one").value()), yard.view.get(running("two").value()));
    yard.draws.layHere(1);
    assertBreaks(() -> yard.containers.recreate(ADMIN, both, LONG, (_, _) -> {}));
    assertThat(both)
        .allSatisfy(each -> assertThat(yard.status(each.id())).isEqualTo(Status.RUNNING));

    assertThat(yard.containers.recreate(ADMIN, both, LONG, (_, _) -> {})).hasSize(2);
    assertThat(both)
        .allSatisfy(each -> assertThat(yard.status(each.id())).isEqualTo(Status.RUNNING));
  }
}
