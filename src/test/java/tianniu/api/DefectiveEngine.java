package tianniu.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ContainerEngine;
import tianniu.engine.Engine;
import tianniu.engine.EngineContainer;

/**
 * An engine with a defect that no call survives: it loses the names of its containers, and when
 * they were made.
 */
final class DefectiveEngine {
  private DefectiveEngine() {}

  static Engine of(Engine sound) {
    return changed(
        Engine.class,
        sound,
        (method, result) ->
            result instanceof ContainerEngine containers && method.equals("containers")
                ? changed(ContainerEngine.class, containers, DefectiveEngine::answer)
                : result);
  }

  private static @Nullable Object answer(String method, @Nullable Object result) {
    return result instanceof Optional<?> found && method.equals("find")
        ? found.map(container -> withoutCreation((EngineContainer) container))
        : result;
  }

  private static <T> T changed(
      Class<T> port, T sound, BiFunction<String, @Nullable Object, @Nullable Object> change) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              try {
                return change.apply(method.getName(), method.invoke(sound, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            }));
  }

  @SuppressWarnings("NullAway") // the defect
  private static EngineContainer withoutCreation(EngineContainer found) {
    Instant lost = null;
    String lostName = null;
    return new EngineContainer(
        found.ref(),
        found.issuedId(),
        found.createdBy(),
        lostName,
        found.image(),
        found.state(),
        lost,
        found.startedAt(),
        found.finishedAt(),
        found.exitCode(),
        found.outOfMemory(),
        found.error(),
        found.pid(),
        found.labels(),
        found.ports(),
        found.volumes(),
        found.network(),
        found.limits(),
        found.environment(),
        found.restartPolicy(),
        found.health(),
        found.imageHealth(),
        found.process(),
        found.tty(),
        found.hostAccess());
  }
}
