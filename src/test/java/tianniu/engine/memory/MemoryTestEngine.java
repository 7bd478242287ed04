package tianniu.engine.memory;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import tianniu.engine.ByteSize;
import tianniu.engine.PortMapping.Protocol;
import tianniu.engine.contract.TestEngine;

/** A twin for one test of the contract. */
final class MemoryTestEngine extends TestEngine {
  private static final int TAKEN = 9999;

  private final AtomicInteger lastPort = new AtomicInteger(20_000);
  private final MemoryEngine memory;

  MemoryTestEngine() {
    this(
        MemoryEngine.on(Clock.systemUTC())
            .images(MemoryImage.shell("busybox:latest"))
            .registry(MemoryImage.shell("pullable:1"))
            .denied("denied:1")
            .unreachable("unreachable:1")
            .networks("lan")
            .volumes("data")
            .paths(path -> path.equals("/srv/data"))
            .takenPort(TAKEN, Protocol.TCP)
            .machine(4, new ByteSize(8L << 30))
            .build());
  }

  private MemoryTestEngine(MemoryEngine memory) {
    super(memory);
    this.memory = memory;
  }

  MemoryEngine memory() {
    return memory;
  }

  @Override
  public String image() {
    return "busybox:latest";
  }

  @Override
  public String pullableImage() {
    return "pullable:1";
  }

  @Override
  public String unknownImage() {
    return "unknown:1";
  }

  @Override
  public String deniedImage() {
    return "denied:1";
  }

  @Override
  public String unreachableImage() {
    return "unreachable:1";
  }

  @Override
  public String network() {
    return "lan";
  }

  @Override
  public String volume() {
    return "data";
  }

  @Override
  public String path() {
    return "/srv/data";
  }

  @Override
  public int takenPort() {
    return TAKEN;
  }

  @Override
  public int freePort() {
    return lastPort.incrementAndGet();
  }

  @Override
  protected void release() {
    memory.close();
  }
}
