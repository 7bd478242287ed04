package tianniu.matrix;

/** What the caller's key is bound to; what is called for carries team=backend. */
enum Reach {
  EVERYWHERE(""),
  COVERING("backend"),
  FOREIGN("frontend");

  private final String team;

  Reach(String team) {
    this.team = team;
  }

  /** The value of the label "team" that the key is bound to; empty when it is bound to nothing. */
  String team() {
    return team;
  }

  boolean isScoped() {
    return !team.isEmpty();
  }
}
