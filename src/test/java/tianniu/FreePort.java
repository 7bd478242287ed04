package tianniu;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nothing listened on a moment ago. They lie below those that the kernel gives to who
 * asks for any, so that nobody comes by one of them by chance.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int FIRST_OF_THE_KERNEL = 32_768;

  private FreePort() {}

  public static int next() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OF_THE_KERNEL);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException _) {
        // It is somebody's.
      }
    }
  }
}
