package tianniu.container;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tianniu.fault.Fault;
import tianniu.fault.FaultException;
import tianniu.http.Deed;
import tianniu.live.LiveContainer;
import tianniu.operation.Entry;
import tianniu.operation.Operations;
import tianniu.operation.Order;
import tianniu.operation.Running;

/** The operations of one call, which are promised together by one write. */
final class Gathering {
  private final Operations operations;
  private final List<Item> items = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();

  private Gathering(Operations operations) {
    this.operations = operations;
  }

  /** Gathers; when that breaks off, nothing of it stays begun. */
  static Gathering of(Operations operations, Consumer<Gathering> all) {
    Gathering gathering = new Gathering(operations);
    try {
      all.accept(gathering);
      return gathering;
    } catch (Throwable e) {
      operations.abandon(gathering.orders);
      throw e;
    }
  }

  /** One container of a batch. */
  sealed interface Item {
    /** In the view alone: not promised yet. */
    record Begun(LiveContainer container) implements Item {}

    record Accepted(LiveContainer container, Running running) implements Item {}

    /** Promised by an earlier process, for the same request. */
    record Done(Entry entry) implements Item {}

    record Failed(String id, Deed.Target about, Fault fault) implements Item {}
  }

  void done(Entry entry) {
    items.add(new Item.Done(entry));
  }

  void add(String asked, @Nullable LiveContainer target, Function<LiveContainer, Order> beginning) {
    if (target == null) {
      Deed.Target about = new Deed.Target(Deed.Kind.CONTAINER, null, asked, null);
      items.add(new Item.Failed(asked, about, new Fault.NoSuchContainer(asked)));
      return;
    }
    try {
      orders.add(beginning.apply(target));
      items.add(new Item.Begun(target));
    } catch (FaultException e) {
      items.add(new Item.Failed(target.id().value(), Containers.target(target), e.fault()));
    }
  }

  /** All that could be begun is promised now, or nothing of it. */
  List<Item> accept() {
    Iterator<Running> accepted = operations.accept(orders).iterator();
    return items.stream()
        .map(
            item ->
                item instanceof Item.Begun(var container)
                    ? new Item.Accepted(container, accepted.next())
                    : item)
        .toList();
  }
}
