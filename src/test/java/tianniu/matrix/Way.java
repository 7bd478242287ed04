package tianniu.matrix;

import java.util.Locale;

/** What a container can be called by. */
enum Way {
  ID,
  PREFIX,
  DOCKER_ID,
  NAME;

  private static final int PREFIX_LENGTH = 12;

  String of(Estate estate, Side side) {
    Estate.Holding holding = estate.of(side);
    return switch (this) {
      case ID -> holding.containerId();
      case PREFIX -> holding.containerId().substring(0, PREFIX_LENGTH);
      case DOCKER_ID -> holding.dockerId();
      case NAME -> holding.name(Kind.CONTAINER);
    };
  }

  @Override
  public String toString() {
    return "by " + name().toLowerCase(Locale.ROOT);
  }
}
