package tianniu.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tianniu.caller.Caller;
import tianniu.container.SecretValues;
import tianniu.diagnosis.CaseFile.Check;
import tianniu.diagnosis.CaseFile.Check.Kind;
import tianniu.diagnosis.CaseFile.Check.Result;
import tianniu.engine.ContainerSpec;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;
import tianniu.engine.EnvironmentVariable;
import tianniu.engine.EnvironmentVariable.SecretRef;
import tianniu.engine.NetworkPoint;
import tianniu.engine.PortMapping;
import tianniu.engine.VolumeMount;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.live.LiveContainer;
import tianniu.live.LiveView;

/** Looks whether there is what a container needs that does not run. */
final class Needs {
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(2);

  private final Engine engine;
  private final LiveView view;
  private final SecretValues secrets;

  Needs(Engine engine, LiveView view, SecretValues secrets) {
    this.engine = engine;
    this.view = view;
    this.secrets = secrets;
  }

  /** What each of these questions asks is one thing that the container needs. */
  List<Supplier<Check>> of(Caller caller, LiveContainer container) {
    List<Supplier<Check>> questions = new ArrayList<>();
    ContainerSpec draft = container.draft();
    EngineContainer made = container.engine();
    if (made == null && draft != null) {
      // Once made, a container keeps its image and the values of its secrets.
      questions.add(() -> image(draft.image()));
      for (EnvironmentVariable variable : draft.environment()) {
        SecretRef secret = variable.secret();
        if (secret != null) {
          questions.add(() -> secret(caller, variable, secret));
        }
      }
    }
    String network = network(container);
    if (network != null) {
      questions.add(() -> network(network));
    }
    List<VolumeMount> volumes =
        made != null ? made.volumes() : draft != null ? draft.volumes() : List.of();
    volumes.forEach(volume -> questions.add(() -> volume(volume)));
    for (PortMapping port : container.ports()) {
      if (port.external() != 0) {
        questions.add(() -> port(caller, container, port));
      }
    }
    return questions;
  }

  private static @Nullable String network(LiveContainer container) {
    EngineContainer made = container.engine();
    if (made == null) {
      return container.draft() == null ? null : container.draft().network();
    }
    NetworkPoint point = made.network();
    return point == null || point.name().startsWith("container:") ? null : point.name();
  }

  private Check image(String image) {
    if (engine.images().has(image)) {
      return new Check(Kind.IMAGE, image, Result.OK);
    }
    try {
      engine.images().checkRegistry(image, REGISTRY_LIMIT);
      return new Check(Kind.IMAGE, image, Result.OK);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchImage(var _, var reason)) {
        return new Check(
            Kind.IMAGE,
            image,
            switch (reason) {
              case NOT_FOUND -> Result.MISSING;
              case ACCESS_DENIED -> Result.REFUSED;
              case REGISTRY_UNREACHABLE -> Result.UNREACHABLE;
            });
      }
      throw e;
    }
  }

  private Check secret(Caller caller, EnvironmentVariable variable, SecretRef secret) {
    String name = secret.secretName() + "/" + secret.key();
    try {
      secrets.filled(caller.scope(), List.of(variable));
      return new Check(Kind.SECRET, name, Result.OK);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchSecret) {
        return new Check(Kind.SECRET, name, Result.MISSING);
      }
      throw e;
    }
  }

  private Check network(String name) {
    boolean isThere = name.equals("default") || engine.resources().network(name).isPresent();
    return new Check(Kind.NETWORK, name, isThere ? Result.OK : Result.MISSING);
  }

  private Check volume(VolumeMount volume) {
    String source = volume.source();
    if (!volume.isBind()) {
      boolean isThere = engine.resources().volume(source).isPresent();
      return new Check(Kind.VOLUME, source, isThere ? Result.OK : Result.MISSING);
    }
    try {
      engine.host().realPath(source);
      return new Check(Kind.FOLDER, source, Result.OK);
    } catch (FaultException e) {
      if (e.fault() instanceof Fault.NoSuchVolume) {
        return new Check(Kind.FOLDER, source, Result.MISSING);
      }
      throw e;
    }
  }

  private Check port(Caller caller, LiveContainer container, PortMapping port) {
    String name = port.external() + "/" + port.protocol().word();
    for (LiveContainer holder : view.snapshot().holders(port)) {
      if (!holder.id().equals(container.id())) {
        boolean isSeen = caller.scope().covers(holder.labels());
        return new Check(Kind.PORT, name, Result.TAKEN, isSeen ? holder.name() : null);
      }
    }
    boolean isFree = engine.host().isPortFree(port.external(), port.protocol());
    return new Check(Kind.PORT, name, isFree ? Result.OK : Result.TAKEN);
  }
}
