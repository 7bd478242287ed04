package tianniu.system;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the server before the first system test and clears everything away after the last. */
final class OneServerForTheRun implements ParameterResolver {
  private static final Namespace RUN = Namespace.create(OneServerForTheRun.class);

  /** What lives as long as the run; JUnit closes it with the root context. */
  private record Run(Docker docker, Product product, Api api) implements AutoCloseable {
    static Run start() {
      Docker docker = Docker.ofTheLab();
      Product product = Product.start("server");
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
    Run run =
        context
            .getRoot()
            .getStore(RUN)
            .computeIfAbsent(Run.class, ignored -> Run.start(), Run.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == Api.class) {
      return run.api();
    }
    return type == Docker.class ? run.docker() : run.product();
  }
}
