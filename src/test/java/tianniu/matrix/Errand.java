package tianniu.matrix;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One way to call an operation, and what becomes of it for those who have the permission.
 *
 * @param about a fault that says that there is none must be of this kind
 * @param unbound for a key that is bound to nothing
 * @param covering for a key whose scope covers what is called for
 * @param foreign for a key whose scope does not
 * @param alsoNeeds permissions beside that of the operation
 * @param spends the sides whose thing is not what it was after a success
 * @param check of a success
 */
record Errand(
    String operation,
    String way,
    Kind about,
    Function<Estate, Ask> ask,
    Outcome unbound,
    Outcome covering,
    Outcome foreign,
    Set<String> alsoNeeds,
    List<Side> spends,
    Check check) {

  /** A request without its key. */
  record Ask(String method, String target, Map<String, String> headers, String body) {
    static Ask of(String method, String target, String body) {
      return new Ask(method, target, Map.of(), body.replace('\'', '"'));
    }

    Ask with(Map<String, String> given) {
      return new Ask(method, target, given, body);
    }

    /** All that the caller says by itself. */
    String text() {
      return target + " " + body;
    }
  }

  /** Looks into the answer of a success; tells what must not be. */
  @FunctionalInterface
  interface Check {
    Check NONE = (_, _, _, _) -> {};

    void look(Reach reach, JsonNode answer, Estate estate, Consumer<String> hole) throws Exception;
  }

  static List<Errand> all() {
    return Stream.of(
            ContainerErrands.all(),
            OtherErrands.operations(),
            OtherErrands.keys(),
            OtherErrands.roles(),
            OtherErrands.quotas(),
            OtherErrands.secrets(),
            OtherErrands.server())
        .flatMap(List::stream)
        .toList();
  }

  /** About nothing that has a scope: everybody who has the permission may. */
  static Errand open(String operation, String way, Function<Estate, Ask> ask) {
    return new Errand(
        operation,
        way,
        Kind.NONE,
        ask,
        Outcome.ALLOWED,
        Outcome.ALLOWED,
        Outcome.ALLOWED,
        Set.of(),
        List.of(),
        Check.NONE);
  }

  /** About the backend's thing: for a foreign key there is none. */
  static Errand at(String operation, String way, Kind about, Function<Estate, Ask> ask) {
    return open(operation, way, ask).about(about).foreign(Outcome.UNSEEN);
  }

  Errand about(Kind kind) {
    return new Errand(
        operation, way, kind, ask, unbound, covering, foreign, alsoNeeds, spends, check);
  }

  Errand all(Outcome outcome) {
    return new Errand(
        operation, way, about, ask, outcome, outcome, outcome, alsoNeeds, spends, check);
  }

  /** Not for keys that are bound to labels. */
  Errand unboundOnly() {
    return new Errand(
        operation,
        way,
        about,
        ask,
        unbound,
        Outcome.BOUND,
        Outcome.BOUND,
        alsoNeeds,
        spends,
        check);
  }

  Errand foreign(Outcome outcome) {
    return new Errand(
        operation, way, about, ask, unbound, covering, outcome, alsoNeeds, spends, check);
  }

  Errand alsoNeeding(String permission) {
    return new Errand(
        operation, way, about, ask, unbound, covering, foreign, Set.of(permission), spends, check);
  }

  Errand spending(Side... sides) {
    return new Errand(
        operation, way, about, ask, unbound, covering, foreign, alsoNeeds, List.of(sides), check);
  }

  Errand checked(Check given) {
    return new Errand(
        operation, way, about, ask, unbound, covering, foreign, alsoNeeds, spends, given);
  }

  /** What must become of it. */
  Outcome expected(String permission, Visitor visitor) {
    if (permission.equals("public")) {
      return Outcome.ALLOWED;
    }
    if (!visitor.standing().hasKey()) {
      return Outcome.STRANGER;
    }
    Set<String> given = visitor.standing().permissions(permission);
    if (!given.contains(permission) || !given.containsAll(alsoNeeds)) {
      return Outcome.FORBIDDEN;
    }
    return switch (visitor.reach()) {
      case EVERYWHERE -> unbound;
      case COVERING -> covering;
      case FOREIGN -> foreign;
    };
  }

  @Override
  public String toString() {
    return operation + " (" + way + ")";
  }
}
