package tianniu.usage;

/**
 * Points of a history, oldest first, in one array of integers that grows and shrinks with them. Not
 * safe for use by several threads.
 */
final class PointRing {
  /** Milliseconds of the wall clock, the lower 32 bits: differences of up to 24 days are right. */
  static final int TIME = 0;

  /** Milliseconds over which the rates are averages; 0 when none is known. */
  static final int SPAN = 1;

  /** In pages of {@link #PAGE_BITS}; a container can have 8 TiB. */
  static final int MEMORY = 2;

  /** The first of the rates, all of them floating point, not a number where not known. */
  static final int CPU = 3;

  static final int RX = 4;
  static final int TX = 5;
  static final int READ = 6;
  static final int WRITE = 7;

  /** Integers of one point. */
  static final int WIDTH = 8;

  static final int PAGE_BITS = 12;

  private static final int SMALLEST = 4;
  private static final int[] NONE = {};

  private int[] points = NONE;
  private int first;
  private int count;

  int count() {
    return count;
  }

  /** How many points there is memory for. */
  int capacity() {
    return points.length / WIDTH;
  }

  /**
   * A number of a point.
   *
   * @param index the oldest has 0
   */
  int get(int index, int number) {
    return points[place(index) + number];
  }

  void addLast(int[] point) {
    if (count == capacity()) {
      resize(Math.max(SMALLEST, count + count / 2));
    }
    count++;
    System.arraycopy(point, 0, points, place(count - 1), WIDTH);
  }

  void removeLast() {
    count--;
  }

  /** Takes the oldest one out. */
  int[] removeFirst() {
    int[] point = new int[WIDTH];
    System.arraycopy(points, place(0), point, 0, WIDTH);
    first = (first + 1) % capacity();
    count--;
    return point;
  }

  /** Makes one point of the newest one and this that comes after it. */
  void mergeIntoLast(int[] point) {
    int at = place(count - 1);
    for (int rate = CPU; rate < WIDTH; rate++) {
      points[at + rate] =
          Float.floatToRawIntBits(
              average(
                  Float.intBitsToFloat(points[at + rate]),
                  points[at + SPAN],
                  Float.intBitsToFloat(point[rate]),
                  point[SPAN]));
    }
    points[at + TIME] = point[TIME];
    points[at + SPAN] += point[SPAN];
    points[at + MEMORY] = point[MEMORY];
  }

  /** The average over both spans of what is known of them. */
  private static float average(float one, int oneSpan, float other, int otherSpan) {
    if (Float.isNaN(one) || oneSpan == 0) {
      return other;
    }
    if (Float.isNaN(other) || otherSpan == 0) {
      return one;
    }
    return (float) (((double) one * oneSpan + (double) other * otherSpan) / (oneSpan + otherSpan));
  }

  /** Gives back memory when there is much more than is needed, or at once what is not needed. */
  void shrink(boolean atOnce) {
    int needed = count + (atOnce ? 0 : count + count / 2) + SMALLEST;
    if (capacity() > needed) {
      resize(count + (atOnce ? 0 : count / 2));
    }
  }

  private void resize(int capacity) {
    int[] resized = new int[capacity * WIDTH];
    for (int index = 0; index < count; index++) {
      System.arraycopy(points, place(index), resized, index * WIDTH, WIDTH);
    }
    points = resized;
    first = 0;
  }

  private int place(int index) {
    return (first + index) % capacity() * WIDTH;
  }
}
