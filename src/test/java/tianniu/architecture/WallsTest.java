package tianniu.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class WallsTest {
  private static final String ROOT = "tianniu";

  /**
   * Each package, with those that it may use. A chapter of the API stands on the ones below it and
   * on the public types of the chapter "containers"; chapters do not know each other.
   */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("fault", Set.of()),
          entry("config", Set.of()),
          entry("cli", Set.of("config")),
          entry("engine", Set.of("fault")),
          entry("engine.docker", Set.of("engine", "engine.local", "fault")),
          entry("engine.local", Set.of("engine", "fault")),
          entry("engine.memory", Set.of("engine", "fault")),
          entry("caller", Set.of("engine", "fault")),
          entry("store", Set.of("config", "fault", "keyring")),
          entry("keyring", Set.of("config")),
          entry("http", Set.of("caller", "fault")),
          entry(
              "access",
              Set.of("caller", "config", "engine", "fault", "http", "keyring", "quota", "store")),
          entry("idempotency", Set.of("caller", "fault", "http", "keyring", "store")),
          entry("live", Set.of("caller", "engine", "fault")),
          entry("operation", Set.of("caller", "engine", "fault", "http", "live", "store")),
          entry("usage", Set.of("engine", "fault")),
          entry("health", Set.of("engine", "fault", "store")),
          entry(
              "container",
              Set.of(
                  "caller",
                  "engine",
                  "fault",
                  "health",
                  "http",
                  "idempotency",
                  "live",
                  "operation",
                  "quota",
                  "store",
                  "usage")),
          entry("event", Set.of("caller", "container", "engine", "fault", "http", "live", "store")),
          entry("quota", Set.of("caller", "engine", "fault", "http", "live", "store")),
          entry("log", Set.of("caller", "container", "engine", "fault", "http", "live")),
          entry(
              "exec",
              Set.of("caller", "container", "engine", "fault", "http", "idempotency", "live")),
          entry("stat", Set.of("caller", "container", "engine", "fault", "http", "live", "usage")),
          entry("audit", Set.of("caller", "config", "fault", "http", "keyring", "store")),
          entry(
              "secret",
              Set.of("caller", "container", "engine", "fault", "http", "keyring", "live", "store")),
          entry(
              "diagnosis",
              Set.of(
                  "caller",
                  "container",
                  "engine",
                  "fault",
                  "health",
                  "http",
                  "keyring",
                  "live",
                  "store",
                  "usage")),
          entry("about", Set.of("caller", "http", "live")));

  @Test
  void packages_dependencies_areThoseOfTheTable() {
    Set<String> breaches = new TreeSet<>();
    for (JavaClass type : House.CLASSES) {
      String from = place(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String to = place(target);
        boolean ours = target.getPackageName().startsWith(ROOT);
        boolean mayUse = from.equals(to) || MAY_USE.getOrDefault(from, Set.of()).contains(to);
        // Main and App put everything together.
        if (ours && !from.isEmpty() && !mayUse) {
          breaches.add(from + " uses " + to + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(breaches).as("a package uses only what the table grants it").isEmpty();
  }

  @Test
  void packages_all_standInTheTable() {
    Set<String> packages = new TreeSet<>();
    House.CLASSES.forEach(type -> packages.add(place(type)));
    packages.remove("");

    assertThat(packages)
        .as("a new package says in the table whom it may know")
        .isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void packages_slices_haveNoCycles() {
    slices()
        .matching("tianniu.(**)")
        .should()
        .beFreeOfCycles()
        .because("what goes round cannot be understood, tested or taken out by itself")
        .check(House.CLASSES);
  }

  @Test
  void engine_port_knowsNothingOfHttpOrJson() {
    noClasses()
        .that()
        .resideInAPackage("tianniu.engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "tianniu.http..", "tools.jackson..", "com.fasterxml..", "org.eclipse.jetty..")
        .because("the port speaks of containers, in no engine's and no client's words")
        .check(House.CLASSES);
  }

  @Test
  void engines_all_knowNothingOfOurHttp() {
    noClasses()
        .that()
        .resideInAPackage("tianniu.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tianniu.http..", "org.eclipse.jetty..")
        .because("an engine is driven by any front, and its own HTTP is another matter")
        .check(House.CLASSES);
  }

  @Test
  void engines_implementations_areKnownToAppAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("tianniu.engine.docker..", "tianniu.engine.memory..")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.App")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tianniu.engine.docker..", "tianniu.engine.memory..")
        .because("the house speaks with the port; App alone chooses what stands behind it")
        .check(House.CLASSES);
  }

  @Test
  void docker_publicTypes_areTheEngineAndItsAddress() {
    classes()
        .that()
        .resideInAPackage("tianniu.engine.docker..")
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleNameStartingWith("DockerEngine")
        .orShould()
        .haveSimpleName("EngineAddress")
        .because("Docker's JSON and its wire records stay inside")
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void jackson_knownTo_theWebKitAndDockerAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("tianniu.http", "tianniu.engine.docker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .because("handlers have no JSON node in them: they read fields and answer records")
        .check(House.CLASSES);
  }

  @Test
  void jackson2_knownTo_nobody() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
        .because("it is there for the schema's library, which cannot do without")
        .check(House.CLASSES);
  }

  @Test
  void jetty_knownTo_theWebKitAndTheTerminalAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("tianniu.http")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.exec.Terminal")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .because("the server library can be replaced in one package; a terminal is a WebSocket")
        .check(House.CLASSES);
  }

  @Test
  void http_allClasses_knowNoFeature() {
    classes()
        .that()
        .resideInAPackage("tianniu.http")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "tianniu.http",
            "tianniu.caller",
            "tianniu.fault",
            "java..",
            "javax.net.ssl..",
            "javax.security.auth.x500",
            "org.eclipse.jetty..",
            "tools.jackson..",
            "com.fasterxml.jackson.annotation",
            "org.slf4j",
            "org.jspecify..")
        .because("the web kit knows nothing of containers")
        .check(House.CLASSES);
  }

  @Test
  void chapters_routes_arePublicAndNothingElseTheyHave() {
    for (String chapter : List.of("log", "stat", "about")) {
      classes()
          .that()
          .resideInAPackage("tianniu." + chapter)
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should()
          .haveSimpleNameEndingWith("Routes")
          .because("a chapter is entered by its routes")
          .check(House.CLASSES);
    }
  }

  /** The package without the root; the launcher's own is empty. */
  private static String place(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.equals(ROOT) || !name.startsWith(ROOT + ".")
        ? ""
        : name.substring(ROOT.length() + 1);
  }
}
