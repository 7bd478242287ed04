package tianniu.bench;

import java.util.function.Consumer;

/** A part of the benchmark. It gives a row for each bar of its name. */
interface Section {
  String name();

  /**
   * Measures.
   *
   * @throws Exception when something cannot be measured: the bars that have no row yet are missed
   */
  void run(Lab lab, Consumer<Measured> rows) throws Exception;
}
