package tianniu.faults;

import java.time.Duration;

/** What may be done to one exchange with the engine. */
public sealed interface Mischief {
  /** The request waits, this long and up to {@code jitter} longer, before the engine gets it. */
  record Delay(Duration least, Duration jitter) implements Mischief {}

  /** The engine never gets it, and this is answered. */
  record Status(int code) implements Mischief {}

  /** The engine never gets it; what is answered is no HTTP at all. */
  record Noise(int bytes) implements Mischief {}

  /** The engine does it; the answer's head is its own, its body is no JSON. */
  record Gibberish(int bytes) implements Mischief {}

  /** The engine does it; the connection ends after so many bytes of the answer's body. */
  record Cut(long bytes) implements Mischief {}

  /** The engine does it; the connection ends before any byte of the answer. */
  record Lost() implements Mischief {}

  /** The engine does it; the answer never comes, and the connection stays. */
  record Swallowed() implements Mischief {}

  /** The engine never gets it, nothing is answered, and the connection stays. */
  record Mute() implements Mischief {}

  /** The engine never gets it, and the connection ends. */
  record Refused() implements Mischief {}

  /** The answer comes byte by byte, so long apart. */
  record Trickle(Duration apart) implements Mischief {}

  /** Events are left out, each with this probability. */
  record Dropped(double probability) implements Mischief {}

  /** Events come twice, each with this probability. */
  record Doubled(double probability) implements Mischief {}
}
