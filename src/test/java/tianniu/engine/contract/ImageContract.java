package tianniu.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static tianniu.engine.contract.TestEngine.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tianniu.engine.EngineState;
import tianniu.engine.PullProgress;
import tianniu.fault.Fault;
import tianniu.fault.Fault.ImageProblem;

/** Images that are there, that can be had, and that cannot. */
public abstract class ImageContract extends EngineContract {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Runnable asking(String image) {
    return () -> engine().engine().images().checkRegistry(image, LIMIT);
  }

  private Runnable pulling(String image) {
    return () -> engine().engine().images().pull(image, step -> assertThat(step).isNotNull());
  }

  @Test
  void has_localImage_isTrue() {
    assertThat(engine().engine().images().has(engine().image())).isTrue();
  }

  @Test
  void has_imageOfARegistryOnly_isFalse() {
    assertThat(engine().engine().images().has(engine().pullableImage())).isFalse();
  }

  @Test
  void has_unknownImage_isFalse() {
    assertThat(engine().engine().images().has(engine().unknownImage())).isFalse();
  }

  @Test
  void checkRegistry_imageThere_passesAndFetchesNothing() {
    String image = engine().pullableImage();
    assertThat(fault(asking(image))).isNull();
    assertThat(engine().engine().images().has(image)).isFalse();
  }

  @Test
  void checkRegistry_unknownImage_isNotFound() {
    String image = engine().unknownImage();
    assertThat(fault(asking(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.NOT_FOUND));
  }

  @Test
  void checkRegistry_credentialsWanted_isDenied() {
    String image = engine().deniedImage();
    assertThat(fault(asking(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.ACCESS_DENIED));
  }

  @Test
  void checkRegistry_noAnswer_isUnreachable() {
    String image = engine().unreachableImage();
    assertThat(fault(asking(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.REGISTRY_UNREACHABLE));
  }

  @Test
  void pull_imageThere_canBeRun() {
    String image = engine().pullableImage();
    List<PullProgress> progress = new ArrayList<>();
    engine().engine().images().pull(image, progress::add);
    assertThat(progress).extracting(PullProgress::phase).contains(PullProgress.Phase.DONE);
    assertThat(progress).allMatch(each -> each.current() >= 0 && each.total() >= each.current());
    assertThat(engine().engine().images().has(image)).isTrue();
    var ref = engine().running(draft -> draft.image(image).command("true"));
    engine().awaitState(ref, EngineState.EXITED);
    assertThat(engine().see(ref).exitCode()).isZero();
  }

  @Test
  void pull_imageAlreadyThere_staysThere() {
    String image = engine().pullableImage();
    assertThat(fault(pulling(image))).isNull();
    assertThat(fault(pulling(image))).isNull();
    assertThat(engine().engine().images().has(image)).isTrue();
  }

  @Test
  void pull_unknownImage_isNotFound() {
    String image = engine().unknownImage();
    assertThat(fault(pulling(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.NOT_FOUND));
  }

  @Test
  void pull_credentialsWanted_isDenied() {
    String image = engine().deniedImage();
    assertThat(fault(pulling(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.ACCESS_DENIED));
  }

  @Test
  void pull_noAnswer_isUnreachable() {
    String image = engine().unreachableImage();
    assertThat(fault(pulling(image)))
        .isEqualTo(new Fault.NoSuchImage(image, ImageProblem.REGISTRY_UNREACHABLE));
  }
}
