package tianniu.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tianniu.engine.ExecSession;
import tianniu.fault.FaultException;
import tianniu.http.Json;
import tianniu.http.JsonFields;
import tianniu.http.Trail;

/**
 * An interactive command over a WebSocket. Binary messages are the terminal's bytes, both ways; a
 * text message of the client is a control in JSON; the last message of the server is the exit code.
 * When the client leaves, the command is killed: nobody could reach it any more.
 */
public final class Terminal implements Session.Listener.AutoDemanding {
  static final String PROTOCOL = "tianniu.terminal";

  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);

  /** Often enough that no proxy takes the connection for dead. */
  private static final Duration PING = Duration.ofSeconds(15);

  private final ExecSession command;
  private final TerminalRequest asked;
  private final Trail trail;
  private volatile boolean isKilled;

  Terminal(ExecSession command, TerminalRequest asked, Trail trail) {
    this.command = command;
    this.asked = asked;
    this.trail = trail;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    try {
      // Before any input is read, which may already ask for the size.
      if (asked.spec().tty()) {
        command.resize(asked.columns(), asked.rows());
      }
    } catch (FaultException e) {
      close(session, e);
      return;
    }
    Thread.ofVirtual().name("terminal-output").start(() -> pump(session));
    Thread.ofVirtual().name("terminal-ping").start(() -> ping(session));
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    try {
      command.write(bytes);
      callback.succeed();
    } catch (FaultException e) {
      callback.fail(e);
    }
  }

  @Override
  public void onWebSocketText(String message) {
    try {
      Resize size = JsonFields.read(message.getBytes(StandardCharsets.UTF_8), Resize::read);
      command.resize(size.columns(), size.rows());
    } catch (FaultException e) {
      LOG.debug("a terminal's control was not understood: {}", e.fault());
    }
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    end();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("a terminal broke", cause);
    end();
  }

  private void end() {
    // Before, as the exit code that comes of it is then no end of the command's own.
    isKilled = true;
    try {
      command.kill();
    } catch (FaultException e) {
      LOG.warn("a terminal's command could not be killed: {}", e.fault());
    } finally {
      command.close();
      // Nothing when it has ended by itself before.
      remember("killed", true);
    }
  }

  private void remember(String how, Object value) {
    try {
      trail.ended(how, value);
    } catch (FaultException e) {
      LOG.error("the end of a terminal was not recorded: {}", e.fault());
    }
  }

  private void pump(Session session) {
    try {
      ExecSession.Chunk chunk = command.read();
      while (chunk != null) {
        ByteBuffer bytes = chunk.bytes();
        Callback.Completable.with(sent -> session.sendBinary(bytes, sent)).join();
        chunk = command.read();
      }
      int exitCode = command.exitCode();
      if (!isKilled) {
        remember("exit_code", exitCode);
      }
      String last = new String(Json.bytes(Map.of("exit_code", exitCode)), StandardCharsets.UTF_8);
      Callback.Completable.with(sent -> session.sendText(last, sent)).join();
      session.close(StatusCode.NORMAL, "", Callback.NOOP);
    } catch (FaultException e) {
      close(session, e);
    } catch (java.util.concurrent.CompletionException e) {
      LOG.debug("a terminal's client left", e);
      end();
    }
  }

  private static void close(Session session, FaultException cause) {
    LOG.debug("a terminal ended: {}", cause.fault());
    session.close(StatusCode.SERVER_ERROR, "the engine went away", Callback.NOOP);
  }

  private static void ping(Session session) {
    try {
      while (session.isOpen()) {
        Thread.sleep(PING);
        session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
