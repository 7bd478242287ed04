package tianniu.system;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the server before the first system test and ends it after the last; what a class of tests
 * has made is cleared away after it, so that the engine never carries more than one class needs.
 */
final class OneServerForTheRun implements ParameterResolver, AfterAllCallback {
  private static final Namespace RUN = Namespace.create(OneServerForTheRun.class);

  /** What lives as long as the run; JUnit closes it with the root context. */
  private record Run(Docker docker, Product product, Api api) implements AutoCloseable {
    static Run start() {
      Docker docker = Docker.ofTheLab();
      Product product = Product.start("server", Map.of("TIANNIU_UNHEALTHY_RESTARTS", "2"));
      return new Run(docker, product, new Api(product));
    }

    @Override
    public void close() {
      try (product) {
        docker.removeEverythingOfThisRun();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class || type == Docker.class || type == Product.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Run run = run(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == Api.class) {
      return run.api();
    }
    return type == Docker.class ? run.docker() : run.product();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    run(context).docker().removeEverythingOfThisRun();
  }

  private static Run run(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(RUN)
        .computeIfAbsent(Run.class, ignored -> Run.start(), Run.class);
  }
}
