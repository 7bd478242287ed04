package tianniu.health;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tianniu.engine.EngineContainer;
import tianniu.engine.EngineHost;
import tianniu.engine.HealthProbe;
import tianniu.engine.NoWayException;

/** Asks a server in a container once, and reads no more of its answer than it must. */
final class HttpProbe {
  /** Of status line and headers together, informational answers included. */
  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})( .*)?");

  private final EngineHost host;
  private final LongSupplier nanoTime;

  HttpProbe(EngineHost host, LongSupplier nanoTime) {
    this.host = host;
    this.nanoTime = nanoTime;
  }

  ProbeAnswer ask(EngineContainer container, HealthProbe probe) {
    URI endpoint = probe.endpoint();
    String name = endpoint.getHost();
    if (name == null) {
      return new ProbeAnswer.Unknown("the endpoint has no host");
    }
    boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? 443 : 80;
    long until = nanoTime.getAsLong() + probe.timeout().toNanos();
    try (Socket socket = host.dial(container, name, port, probe.timeout())) {
      return ask(socket, until, secure, probe);
    } catch (SocketTimeoutException e) {
      return new ProbeAnswer.Bad(late(probe.timeout()));
    } catch (NoWayException e) {
      return new ProbeAnswer.Unknown(words(e));
    } catch (ConnectException e) {
      return new ProbeAnswer.Refused("connection refused: " + words(e));
    } catch (IOException e) {
      return new ProbeAnswer.Bad(words(e));
    }
  }

  private ProbeAnswer ask(Socket socket, long until, boolean secure, HealthProbe probe)
      throws IOException {
    long left = Math.max(0, until - nanoTime.getAsLong());
    try (ProbeDeadline deadline = ProbeDeadline.start(socket, left)) {
      try (Socket line = secure ? TrustingTls.over(socket, probe.endpoint()) : socket) {
        line.getOutputStream().write(request(probe.endpoint()));
        line.getOutputStream().flush();
        return judged(finalStatus(new Head(line.getInputStream())));
      } catch (IOException e) {
        if (deadline.hasPassed()) {
          return new ProbeAnswer.Bad(late(probe.timeout()));
        }
        // Not a refusal any more, whatever its class: someone had taken the connection.
        return new ProbeAnswer.Bad(words(e));
      }
    }
  }

  private static byte[] request(URI endpoint) {
    String path = endpoint.getRawPath();
    String query = endpoint.getRawQuery();
    String target =
        (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    String host =
        endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    return """
    GET %s HTTP/1.1
    Host: %s
    User-Agent: tianniu-probe
    Accept: */*
    Connection: close

    """
        .formatted(target, host)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static ProbeAnswer judged(int status) {
    return status >= 200 && status < 400
        ? new ProbeAnswer.Good(status)
        : new ProbeAnswer.Bad(status, "the answer's status was " + status);
  }

  private static int finalStatus(Head head) throws IOException {
    while (true) {
      Matcher matcher = STATUS_LINE.matcher(head.line());
      if (!matcher.matches()) {
        throw new IOException("the answer was not HTTP/1");
      }
      String header;
      do {
        // Only the end of the headers is of interest.
        header = head.line();
      } while (!header.isEmpty());
      int status = Integer.parseInt(matcher.group(1));
      // 1xx only announce the real answer.
      if (status >= 200) {
        return status;
      }
    }
  }

  private static String late(Duration timeout) {
    return "no answer within " + timeout.toMillis() + " ms";
  }

  /** For people, and of bounded length: parts of it may come from the server. */
  private static String words(IOException e) {
    @Nullable String message = e.getMessage();
    String text = message == null ? e.getClass().getSimpleName() : message;
    return text.substring(0, Math.min(text.length(), 200));
  }

  /** The lines before an answer's body. */
  private static final class Head {
    private final InputStream in;
    private int bytesRead;

    Head(InputStream in) {
      this.in = new BufferedInputStream(in, 2048);
    }

    String line() throws IOException {
      StringBuilder line = new StringBuilder(80);
      for (int next = read(); next != '\n'; next = read()) {
        line.append((char) next);
      }
      int end = line.length();
      return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private int read() throws IOException {
      if (++bytesRead > MAX_HEAD_BYTES) {
        throw new IOException("the answer's headers were larger than " + MAX_HEAD_BYTES + " bytes");
      }
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection was closed before the answer was whole");
      }
      return next;
    }
  }
}
