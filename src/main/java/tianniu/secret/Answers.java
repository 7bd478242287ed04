package tianniu.secret;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tianniu.live.LiveContainer;

/** The answers of this chapter. None has a field for a value. */
final class Answers {
  private Answers() {}

  /** A page of a list. */
  record Page(int total, long limit, long offset, List<Item> secrets) {}

  /** What is told of a secret everywhere. */
  record Item(
      String name,
      long version,
      List<String> keys,
      Map<String, String> labels,
      Instant createdAt,
      Instant updatedAt,
      int usedByCount) {
    static Item of(Secret secret, int users) {
      return new Item(
          secret.name(),
          secret.version(),
          secret.keys(),
          new TreeMap<>(secret.labels()),
          secret.createdAt(),
          secret.updatedAt(),
          users);
    }
  }

  /** A container that uses a secret. */
  record User(String id, String name, String status) {
    static User of(LiveContainer container) {
      return new User(container.id().value(), container.name(), container.status().word());
    }
  }

  /** All of one secret. */
  record Detail(@JsonUnwrapped Item item, List<User> usedBy) {
    static Detail of(Secret secret, List<LiveContainer> users) {
      return new Detail(Item.of(secret, users.size()), users.stream().map(User::of).toList());
    }
  }

  /**
   * Of rotateSecret.
   *
   * @param results as in the answer of a batch; empty when no container was to be made anew
   */
  record Rotated(@JsonUnwrapped Detail detail, List<Object> results) {}

  /** Of deleteSecret. */
  record Deleted(String name, String status, String message) {
    static Deleted of(Secret secret) {
      return new Deleted(secret.name(), "deleted", "Secret has been deleted");
    }
  }
}
