package tianniu.audit;

/** A place of the chain: an entry's number and hash. */
record Mark(long seq, String hash) {

  /** A place as the database has it; whether its seal is ours is for {@link Chain} to say. */
  record Sealed(Mark mark, String seal) {}
}
