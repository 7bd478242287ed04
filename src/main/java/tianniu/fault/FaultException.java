package tianniu.fault;

/** Carries a {@link Fault} up to the place that answers it; the only exception between packages. */
public final class FaultException extends RuntimeException {
  private final transient Fault fault;

  public FaultException(Fault fault) {
    this(fault, null);
  }

  public FaultException(Fault fault, @org.jspecify.annotations.Nullable Throwable cause) {
    // A fault is an answer, not a bug: its stack says nothing that the fault does not.
    super(fault.toString(), cause, false, false);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
