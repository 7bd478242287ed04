package tianniu.matrix;

/** One of two teams, with the word that all its names have in them. */
enum Side {
  BACKEND("backend", "zebra"),
  FRONTEND("frontend", "okapi");

  private final String team;
  private final String word;

  Side(String team, String word) {
    this.team = team;
    this.word = word;
  }

  String team() {
    return team;
  }

  String word() {
    return word;
  }

  String label() {
    return "{'team': '" + team + "', 'mark': '" + word + "-label'}";
  }
}
