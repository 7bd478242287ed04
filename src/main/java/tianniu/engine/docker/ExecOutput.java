package tianniu.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tianniu.engine.ExecSession.Chunk;
import tianniu.engine.ExecSpec;
import tianniu.engine.OutputStreamKind;

/**
 * What a command writes. When it cannot be run at all, Docker's words about that come on stdout, as
 * if the command had said them: they are put on stderr.
 */
final class ExecOutput {
  private static final int MAX_CHUNK = 32 * 1024;

  private final Source source;
  private final boolean stdout;
  private final boolean stderr;
  private final DockerExecs.RunningExec exec;
  private boolean begun;

  private ExecOutput(Source source, boolean stdout, boolean stderr, DockerExecs.RunningExec exec) {
    this.source = source;
    this.stdout = stdout;
    this.stderr = stderr;
    this.exec = exec;
  }

  static ExecOutput of(StreamedReply reply, DockerExecs.RunningExec exec, ExecSpec spec) {
    Source source = spec.tty() ? raw(reply.body()) : framed(reply.body());
    return new ExecOutput(source, spec.stdout(), spec.stderr(), exec);
  }

  /** Whether the engine's words are about a command that cannot be run. */
  static boolean isAboutCommand(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("oci runtime exec failed")
        || words.contains("unable to start container process")
        || words.contains("unable to find user")
        || words.contains("unable to find group")
        || words.contains("uids and gids must be in range");
  }

  /** 127 for a command that was not found, else 126, as shells have it. */
  static int exitCodeOf(String message) {
    return message.contains("executable file not found")
            || message.contains("no such file or directory")
        ? 127
        : 126;
  }

  /** Null at the end. */
  @Nullable Chunk next() throws IOException {
    while (true) {
      Piece piece = source.next();
      if (piece == null) {
        return null;
      }
      if (piece.bytes().length == 0) {
        continue;
      }
      boolean first = !begun;
      begun = true;
      OutputStreamKind kind = first && isComplaint(piece) ? OutputStreamKind.STDERR : piece.kind();
      if (kind == OutputStreamKind.STDOUT ? stdout : stderr) {
        return new Chunk(kind, ByteBuffer.wrap(piece.bytes()));
      }
    }
  }

  /**
   * The engine ends its words with CR LF, which no command does without a terminal; of what it
   * speaks there never was a process, and the exit code is its own. Podman knows no process of any
   * command that has ended.
   */
  private boolean isComplaint(Piece piece) {
    byte[] bytes = piece.bytes();
    int length = bytes.length;
    if (length < 2 || bytes[length - 2] != '\r' || bytes[length - 1] != '\n') {
      return false;
    }
    Wire.Exec found = exec.inspect();
    return found != null
        && !found.running()
        && found.pid() == 0
        && (Objects.equals(found.exitCode(), 126) || Objects.equals(found.exitCode(), 127));
  }

  private static Source framed(InputStream in) {
    Frames frames = new Frames(in, MAX_CHUNK);
    return () -> {
      Frames.Frame frame = frames.next();
      return frame == null ? null : new Piece(kind(frame.kind()), frame.bytes());
    };
  }

  private static OutputStreamKind kind(int frameKind) {
    return frameKind == Frames.STDERR || frameKind == Frames.ENGINE
        ? OutputStreamKind.STDERR
        : OutputStreamKind.STDOUT;
  }

  private static Source raw(InputStream in) {
    byte[] buffer = new byte[MAX_CHUNK];
    return () -> {
      int count = in.read(buffer);
      return count < 0 ? null : new Piece(OutputStreamKind.STDOUT, Arrays.copyOf(buffer, count));
    };
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, and the bytes are the reader's own
  private record Piece(OutputStreamKind kind, byte[] bytes) {}

  private interface Source {
    @Nullable Piece next() throws IOException;
  }
}
