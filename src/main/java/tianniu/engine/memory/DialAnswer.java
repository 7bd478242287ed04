package tianniu.engine.memory;

/** What who dials a pretended container meets. */
sealed interface DialAnswer {
  /** An HTTP answer with this status. */
  record Status(int code) implements DialAnswer {}

  /** Without a status of their own. */
  enum Default implements DialAnswer {
    /** A server answers 200; anything else refuses. */
    BY_PROCESS,
    REFUSAL,
    /** The connection is taken and nothing comes. */
    SILENCE
  }
}
