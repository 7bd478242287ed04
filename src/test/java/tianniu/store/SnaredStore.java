package tianniu.store;

import tianniu.Snare;

/** A store at which its callers may meet an error that is not of its own. */
public final class SnaredStore implements Store {
  private final Store inner;
  private final Snare reads;
  private final Snare writes;
  private final Snare written;

  /**
   * Stands before a store, and is closed with it.
   *
   * @param reads before a read
   * @param writes before a write
   * @param written after a write, which is on disk then
   */
  public SnaredStore(Store inner, Snare reads, Snare writes, Snare written) {
    this.inner = inner;
    this.reads = reads;
    this.writes = writes;
    this.written = written;
  }

  @Override
  public <T> T read(Work<T> work) {
    reads.pass();
    return inner.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    writes.pass();
    T result = inner.write(work);
    written.pass();
    return result;
  }

  @Override
  public void close() {
    inner.close();
  }
}
