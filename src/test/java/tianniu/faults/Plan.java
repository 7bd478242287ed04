package tianniu.faults;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is done to one exchange.
 *
 * @param delay before it begins
 * @param instead of the engine's answer, of which the engine learns nothing
 * @param gibberish the length of a body of noise; 0 for the engine's own body
 * @param bytes of the body after which the connection breaks
 * @param apart how long the bytes of the answer are apart
 */
record Plan(
    Duration delay,
    @Nullable Mischief instead,
    boolean isLost,
    boolean isSwallowed,
    int gibberish,
    long bytes,
    Duration apart,
    double dropped,
    double doubled) {
  private static final Plan NOTHING =
      new Plan(Duration.ZERO, null, false, false, 0, Long.MAX_VALUE, Duration.ZERO, 0, 0);

  static Plan of(List<Mischief> chosen, Rulebook rules) {
    Plan plan = NOTHING;
    for (Mischief one : chosen) {
      plan = plan.and(one, rules);
    }
    return plan;
  }

  boolean isAboutEvents() {
    return dropped > 0 || doubled > 0;
  }

  private Plan and(Mischief one, Rulebook rules) {
    return switch (one) {
      case Mischief.Delay(var least, var jitter) -> {
        Duration more = Duration.ofNanos(rules.upTo(jitter.toNanos()));
        yield new Plan(
            delay.plus(least).plus(more),
            instead,
            isLost,
            isSwallowed,
            gibberish,
            bytes,
            apart,
            dropped,
            doubled);
      }
      case Mischief.Status _, Mischief.Noise _, Mischief.Mute _, Mischief.Refused _ ->
          new Plan(delay, one, isLost, isSwallowed, gibberish, bytes, apart, dropped, doubled);
      case Mischief.Lost _ ->
          new Plan(delay, instead, true, isSwallowed, gibberish, bytes, apart, dropped, doubled);
      case Mischief.Swallowed _ ->
          new Plan(delay, instead, isLost, true, gibberish, bytes, apart, dropped, doubled);
      case Mischief.Gibberish(var length) ->
          new Plan(delay, instead, isLost, isSwallowed, length, bytes, apart, dropped, doubled);
      case Mischief.Cut(var after) ->
          new Plan(delay, instead, isLost, isSwallowed, gibberish, after, apart, dropped, doubled);
      case Mischief.Trickle(var pause) ->
          new Plan(delay, instead, isLost, isSwallowed, gibberish, bytes, pause, dropped, doubled);
      case Mischief.Dropped(var chance) ->
          new Plan(delay, instead, isLost, isSwallowed, gibberish, bytes, apart, chance, doubled);
      case Mischief.Doubled(var chance) ->
          new Plan(delay, instead, isLost, isSwallowed, gibberish, bytes, apart, dropped, chance);
    };
  }
}
