package tianniu.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel says of processes. */
final class Processes {
  private static final Path PROC = Path.of("/proc");

  /** The kernel's unit of processor time, the same on all that we know. */
  private static final double TICKS_A_SECOND = 100;

  private Processes() {}

  /** Processor time so far, of all threads that are or were, in seconds. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(PROC.resolve(pid + "/stat"));
    // The name stands in brackets and may have blanks and brackets itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  /** Of those that have ended meanwhile nothing counts. */
  static double cpuSeconds(List<Long> pids) {
    double sum = 0;
    for (long pid : pids) {
      try {
        sum += cpuSeconds(pid);
      } catch (IOException e) {
        // Ended.
      }
    }
    return sum;
  }

  /** Resident memory in MB. */
  static double residentMb(long pid) throws IOException {
    return status(pid, "VmRSS:");
  }

  /**
   * Of the resident memory what is no file's, as the ahead-of-time cache and the jars are; in MB.
   */
  static double anonymousMb(long pid) throws IOException {
    return status(pid, "RssAnon:");
  }

  /** The most that was resident since the start or {@link #forgetPeak}, in MB. */
  static double peakMb(long pid) throws IOException {
    return status(pid, "VmHWM:");
  }

  static void forgetPeak(long pid) throws IOException {
    Files.writeString(PROC.resolve(pid + "/clear_refs"), "5");
  }

  private static double status(long pid, String field) throws IOException {
    for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
      if (line.startsWith(field)) {
        String[] words = line.substring(field.length()).strip().split(" ", -1);
        return Long.parseLong(words[0]) / 1024.0;
      }
    }
    throw new IOException("process " + pid + " has no " + field);
  }

  /** The arguments that a process was started with. */
  static List<String> arguments(long pid) throws IOException {
    return List.of(Files.readString(PROC.resolve(pid + "/cmdline")).split("\0"));
  }

  /** All processes of a command whose arguments contain a text. */
  static List<Long> named(String command, String argument) throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path one : all) {
        try {
          String name = Files.readString(one.resolve("comm")).strip();
          boolean meant =
              command.startsWith(name) && name.length() >= Math.min(15, command.length());
          if (meant && Files.readString(one.resolve("cmdline")).contains(argument)) {
            found.add(Long.parseLong(one.getFileName().toString()));
          }
        } catch (IOException e) {
          // Ended.
        }
      }
    }
    return found;
  }
}
