package tianniu.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Names, clocks, pauses and what is public. */
class HouseRulesTest {
  @Test
  void packages_all_areNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : House.CLASSES) {
      JavaPackage home = type.getPackage();
      if (!home.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(home.getName());
      }
    }
    assertThat(unmarked).as("every package has a package-info with @NullMarked").isEmpty();
  }

  @Test
  void classes_names_areRoles() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*[.$](?:\\w*(?:Service|Manager|Helper|Impl|Utils?|Dto|DTO)|Abstract\\w*)")
        .because("a name is a role that one can say aloud")
        .check(House.CLASSES);
  }

  @Test
  void standardStreams_use_isTheCommandLinesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("tianniu.cli")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.Main")
        .should(ACCESS_STANDARD_STREAMS)
        .because("a server speaks by its log")
        .check(House.CLASSES);
  }

  @Test
  void threadSleep_use_isThatOfFewLoops() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("tianniu.live.EngineMirror")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.log.LogFollower")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.exec.Terminal")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.container.Resumption")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.health.Pause")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.access.AccessDoor")
        .and()
        .doNotHaveFullyQualifiedName("tianniu.http.Connections")
        .and()
        .resideOutsideOfPackage("tianniu.engine.docker..")
        .should(call("sleep", Thread.class))
        .because("a pause is a parameter or a wait for something that can be signalled")
        .check(House.CLASSES);
  }

  @Test
  void wallClock_use_isByParameter() {
    noClasses()
        .should(call("currentTimeMillis", System.class))
        .orShould(
            call(
                "now",
                java.time.Instant.class,
                java.time.LocalDateTime.class,
                java.time.LocalDate.class,
                java.time.OffsetDateTime.class,
                java.time.ZonedDateTime.class))
        .because("tests set the time, and a stepping wall clock is no measure of durations")
        .check(House.CLASSES);
  }

  @Test
  void futures_use_isNone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent.Flow..", "reactor..", "io.reactivex..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Timer")
        .because("blocking code on virtual threads is read from top to bottom")
        .check(House.CLASSES);
  }

  @Test
  void publicTypes_topLevel_areUsedByAnotherPackage() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .arePublic()
        .and(isTheProducts())
        .and()
        .doNotHaveFullyQualifiedName("tianniu.Main")
        // Jetty finds a WebSocket's methods by reflection, in public types only.
        .and()
        .doNotHaveFullyQualifiedName("tianniu.exec.Terminal")
        // What tests bring upon the twin belongs to it, whichever tests need it today.
        .and()
        .resideOutsideOfPackage("tianniu.engine.memory")
        .should(beUsedByAnotherPackage())
        .because("package-private is the default: what nobody outside needs is not public")
        .check(House.WITH_TESTS);
  }

  private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
    return new ArchCondition<>("be used by another package, or shown by a type that is") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean used =
            type.getDirectDependenciesToSelf().stream()
                .map(Dependency::getOriginClass)
                .anyMatch(
                    user ->
                        !user.getPackageName().equals(type.getPackageName())
                            || (user.getModifiers().contains(JavaModifier.PUBLIC)
                                && !user.equals(type)));
        events.add(new SimpleConditionEvent(type, used, type.getName() + " is public for nobody"));
      }
    };
  }

  private static DescribedPredicate<JavaClass> isTheProducts() {
    return DescribedPredicate.describe(
        "are the product's", type -> House.CLASSES.contain(type.getName()));
  }

  private static ArchCondition<JavaClass> call(String method, Class<?>... owners) {
    return accessTargetWhere(
        new DescribedPredicate<JavaAccess<?>>("%s is called", method) {
          @Override
          public boolean test(JavaAccess<?> access) {
            for (Class<?> owner : owners) {
              if (access.getTargetOwner().isEquivalentTo(owner)
                  && access.getTarget().getName().equals(method)) {
                return true;
              }
            }
            return false;
          }
        });
  }
}
