package tianniu.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tianniu.caller.Scope;
import tianniu.engine.ContainerId;
import tianniu.engine.EngineRef;
import tianniu.engine.EngineState;

class SnapshotTest {
  private static final String A = "aaaaaaaaaaaa0000000000000000000a";
  private static final String B = "aaaaaaaaaaaa1111111111111111111b";

  @Test
  void find_id_andItsUniquePrefix() {
    Snapshot snapshot = snapshot(made(1, A, "one"), made(2, B, "two"));

    assertThat(name(snapshot, A)).isEqualTo("one");
    assertThat(name(snapshot, A.substring(0, 13))).isEqualTo("one");
    assertThat(name(snapshot, B.substring(0, 31))).isEqualTo("two");
  }

  @Test
  void find_shortOrAmbiguousPrefix_isNothing() {
    Snapshot snapshot = snapshot(made(1, A, "one"), made(2, B, "two"));

    assertThat(snapshot.find(A.substring(0, 11))).isEmpty();
    assertThat(snapshot.find(A.substring(0, 12))).isEmpty();
    assertThat(snapshot.find("")).isEmpty();
    assertThat(snapshot.find("nothing-of-the-kind")).isEmpty();
  }

  @Test
  void find_engineId_andItsPrefix() {
    Snapshot snapshot = snapshot(made(1, A, "one"));
    String ref = Seen.ref(1).value();

    assertThat(name(snapshot, ref)).isEqualTo("one");
    assertThat(name(snapshot, ref.substring(0, 40))).isEqualTo("one");
    assertThat(snapshot.find(ref + "0")).isEmpty();
  }

  @Test
  void find_foreign_byTheHeadOfItsEngineId() {
    Snapshot snapshot =
        Snapshot.of(
            List.of(
                new LiveContainer(
                    ContainerId.ofForeign(Seen.ref(5)),
                    Seen.foreign(5, "five", EngineState.RUNNING),
                    null,
                    null,
                    null)));

    assertThat(name(snapshot, Seen.ref(5).value().substring(0, 32))).isEqualTo("five");
    assertThat(name(snapshot, Seen.ref(5).value())).isEqualTo("five");
  }

  @Test
  void find_nameThatIsAnothersId_idWins() {
    Snapshot snapshot = snapshot(made(1, A, "one"), made(2, B, A));

    assertThat(name(snapshot, A)).isEqualTo("one");
  }

  @Test
  void find_nameThatIsAnothersPrefix_nameWins() {
    Snapshot snapshot = snapshot(made(1, A, "one"), made(2, B, A.substring(0, 14)));

    assertThat(name(snapshot, A.substring(0, 14))).isEqualTo(A.substring(0, 14));
  }

  @Test
  void find_foreignNameThatIsOnesPrefix_doesNotCollide() {
    Snapshot snapshot = snapshot(made(1, A, "one"), made(2, B, A.substring(0, 14)));
    Scope elsewhere = new Scope(Map.of("team", "none"));

    assertThat(snapshot.find(A.substring(0, 14), elsewhere)).isEmpty();
    LiveContainer ours =
        new LiveContainer(
            new ContainerId(A),
            null,
            Seen.spec(new ContainerId(A), "ours", 0).withLabels(elsewhere.labels()),
            null,
            new StatusReason("X", "x"));
    Snapshot mixed = snapshot(ours, made(2, B, A.substring(0, 14)));
    assertThat(mixed.find(A.substring(0, 14), elsewhere)).contains(ours);
  }

  @Test
  void find_failedDraftOfTheSameName_givesWay() {
    LiveContainer failed =
        new LiveContainer(
            new ContainerId(B),
            null,
            Seen.spec(new ContainerId(B), "one", 0),
            null,
            new StatusReason("X", "x"));

    assertThat(snapshot(failed, made(1, A, "one")).find("one").orElseThrow().id().value())
        .isEqualTo(A);
    assertThat(snapshot(made(1, A, "one"), failed).find("one").orElseThrow().id().value())
        .isEqualTo(A);
  }

  @Test
  void newestFirst_sameTime_isOrderedById() {
    assertThat(snapshot(made(2, B, "two"), made(1, A, "one")).newestFirst())
        .extracting(LiveContainer::name)
        .containsExactly("one", "two");
  }

  private static Snapshot snapshot(LiveContainer... containers) {
    return Snapshot.of(List.of(containers));
  }

  private static String name(Snapshot snapshot, String asked) {
    return snapshot.find(asked).orElseThrow().name();
  }

  private static LiveContainer made(int number, String id, String name) {
    ContainerId containerId = new ContainerId(id);
    EngineRef ref = Seen.ref(number);
    return new LiveContainer(
        containerId,
        Seen.container(ref, containerId, name, EngineState.RUNNING, 0),
        null,
        null,
        null);
  }
}
