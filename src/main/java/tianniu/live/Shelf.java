package tianniu.live;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Containers in the order of lists, immutable: newest first, then by id, so that pages do not shift
 * between two reads. It is kept in short pieces, of which a changed copy shares all but one.
 */
final class Shelf extends AbstractList<LiveContainer> {
  static final Shelf EMPTY = new Shelf(new LiveContainer[0][], 0);

  /** A piece that grows beyond it is cut in two. */
  static final int MAX_PIECE = 128;

  private static final Comparator<LiveContainer> NEWEST_FIRST =
      Comparator.comparing(LiveContainer::createdAt).reversed().thenComparing(LiveContainer::id);

  /** None is empty. */
  private final LiveContainer[][] pieces;

  private final int size;

  private Shelf(LiveContainer[][] pieces, int size) {
    this.pieces = pieces;
    this.size = size;
  }

  /** Whether one stands where the other stood. */
  static boolean standAlike(LiveContainer one, LiveContainer other) {
    return NEWEST_FIRST.compare(one, other) == 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public LiveContainer get(int index) {
    int rest = index;
    for (LiveContainer[] piece : pieces) {
      if (rest >= 0 && rest < piece.length) {
        return piece[rest];
      }
      rest -= piece.length;
    }
    throw new IndexOutOfBoundsException(index);
  }

  /** At most {@code limit} of them after the first {@code offset}. */
  List<LiveContainer> page(long offset, int limit) {
    List<LiveContainer> page = new ArrayList<>(Math.min(limit, size));
    long skip = offset;
    for (LiveContainer[] piece : pieces) {
      for (int at = (int) Math.min(skip, piece.length); at < piece.length; at++) {
        if (page.size() == limit) {
          return page;
        }
        page.add(piece[at]);
      }
      skip = Math.max(0, skip - piece.length);
    }
    return page;
  }

  /** The same with this container, in place of one that {@link #standAlike stands alike}. */
  Shelf with(LiveContainer added) {
    if (size == 0) {
      return new Shelf(new LiveContainer[][] {{added}}, 1);
    }
    int which = pieceOf(added);
    LiveContainer[] piece = pieces[which];
    int at = Arrays.binarySearch(piece, added, NEWEST_FIRST);
    if (at >= 0) {
      LiveContainer[] changed = piece.clone();
      changed[at] = added;
      return new Shelf(replaced(which, changed), size);
    }
    int before = -at - 1;
    LiveContainer[] grown = new LiveContainer[piece.length + 1];
    System.arraycopy(piece, 0, grown, 0, before);
    grown[before] = added;
    System.arraycopy(piece, before, grown, before + 1, piece.length - before);
    int half = grown.length / 2;
    return grown.length <= MAX_PIECE
        ? new Shelf(replaced(which, grown), size + 1)
        : new Shelf(
            replaced(
                which,
                Arrays.copyOfRange(grown, 0, half),
                Arrays.copyOfRange(grown, half, grown.length)),
            size + 1);
  }

  /** The same without the container that stands alike. */
  Shelf without(LiveContainer gone) {
    int which = size == 0 ? 0 : pieceOf(gone);
    int at = size == 0 ? -1 : Arrays.binarySearch(pieces[which], gone, NEWEST_FIRST);
    if (at < 0) {
      return this;
    }
    LiveContainer[] piece = pieces[which];
    if (piece.length == 1) {
      return size == 1 ? EMPTY : new Shelf(replaced(which), size - 1);
    }
    LiveContainer[] rest = new LiveContainer[piece.length - 1];
    System.arraycopy(piece, 0, rest, 0, at);
    System.arraycopy(piece, at + 1, rest, at, rest.length - at);
    return new Shelf(replaced(which, rest), size - 1);
  }

  /** The piece that has it, or would: the last that does not begin after it. */
  private int pieceOf(LiveContainer container) {
    int low = 0;
    int high = pieces.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (NEWEST_FIRST.compare(pieces[middle][0], container) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private LiveContainer[][] replaced(int which, LiveContainer[]... by) {
    LiveContainer[][] changed = new LiveContainer[pieces.length - 1 + by.length][];
    System.arraycopy(pieces, 0, changed, 0, which);
    System.arraycopy(by, 0, changed, which, by.length);
    System.arraycopy(pieces, which + 1, changed, which + by.length, pieces.length - which - 1);
    return changed;
  }

  @Override
  public Iterator<LiveContainer> iterator() {
    return new Iterator<>() {
      private int which;
      private int at;

      @Override
      public boolean hasNext() {
        return which < pieces.length;
      }

      @Override
      public LiveContainer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        LiveContainer found = pieces[which][at++];
        if (at == pieces[which].length) {
          which++;
          at = 0;
        }
        return found;
      }
    };
  }
}
