package tianniu.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import tianniu.App;

/** The product's own classes, without its tests. */
final class House {
  static final JavaClasses CLASSES = new ClassFileImporter().importPath(home(App.class));

  /** With the tests, which also use what is public. */
  static final JavaClasses WITH_TESTS =
      new ClassFileImporter().importPaths(home(App.class), home(House.class));

  private House() {}

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
