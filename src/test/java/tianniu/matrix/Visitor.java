package tianniu.matrix;

import java.util.ArrayList;
import java.util.List;

/** A caller: who, and bound to what. */
record Visitor(Standing standing, Reach reach) {
  static List<Visitor> all() {
    List<Visitor> all = new ArrayList<>();
    for (Standing standing : Standing.values()) {
      switch (standing) {
        // What was never a key is bound to nothing.
        case NO_KEY, UNKNOWN_KEY -> all.add(new Visitor(standing, Reach.EVERYWHERE));
        case REVOKED_KEY, NOTHING, VIEWER, OPERATOR, DEVELOPER, ADMIN, ONLY, ALL_BUT -> {
          for (Reach reach : Reach.values()) {
            all.add(new Visitor(standing, reach));
          }
        }
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return standing + " " + reach;
  }
}
