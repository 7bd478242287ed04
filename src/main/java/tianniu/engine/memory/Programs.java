package tianniu.engine.memory;

import static java.util.Map.entry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tianniu.engine.OutputStreamKind;

/** The programs that every pretended image has: some of busybox's, with their output. */
final class Programs {
  private static final Map<String, Program> ALL =
      Map.ofEntries(
          entry("true", call -> 0),
          entry("false", call -> 1),
          entry(":", call -> 0),
          entry("echo", Programs::echo),
          entry("printf", Printf::run),
          entry("cat", Programs::cat),
          entry("head", Programs::head),
          entry("seq", Programs::seq),
          entry("sleep", Programs::sleep),
          entry("env", Programs::env),
          entry("pwd", call -> print(call, call.variables().getOrDefault("PWD", "/"))),
          entry("cd", Programs::cd),
          entry("id", Programs::id),
          entry("whoami", call -> print(call, call.around().user())),
          entry("hostname", call -> print(call, call.around().hostname())),
          entry("uname", call -> print(call, "Linux")),
          entry("ls", Programs::ls),
          entry("touch", Programs::touch),
          entry("rm", Programs::rm),
          entry("read", Programs::read),
          entry("stty", Programs::stty),
          entry("tty", Programs::tty),
          entry("test", Conditions::test),
          entry("[", Conditions::test),
          entry("httpd", Programs::serve),
          entry("sh", Programs::sh));

  private static final List<String> ROOT =
      List.of("bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var");

  private Programs() {}

  /** By its name, or its path in /bin and the like. */
  static @Nullable Program find(String name) {
    return ALL.get(name.replaceFirst("^/(usr/)?s?bin/", ""));
  }

  private static int print(Invocation call, String line) throws Ended {
    call.say(line);
    return 0;
  }

  private static int echo(Invocation call) throws Ended {
    List<String> words = call.arguments().subList(1, call.arguments().size());
    if (!words.isEmpty() && words.getFirst().equals("-n")) {
      write(call, String.join(" ", words.subList(1, words.size())));
    } else {
      call.say(String.join(" ", words));
    }
    return 0;
  }

  static void write(Invocation call, String text) throws Ended {
    call.output().write(OutputStreamKind.STDOUT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static int cat(Invocation call) throws Ended {
    if (call.arguments().size() == 1 || call.argument(1, "").equals("-")) {
      byte[] bytes = call.process().read();
      while (bytes != null) {
        call.output().write(OutputStreamKind.STDOUT, bytes);
        bytes = call.process().read();
      }
      return 0;
    }
    int code = 0;
    for (String name : call.arguments().subList(1, call.arguments().size())) {
      byte[] content = content(call, name);
      if (content == null) {
        code = call.complain("cat: can't open '" + name + "': No such file or directory", 1);
      } else {
        call.output().write(OutputStreamKind.STDOUT, content);
      }
    }
    return code;
  }

  private static byte @Nullable [] content(Invocation call, String name) {
    String path = call.path(name);
    return path.equals("/etc/hostname")
        ? (call.around().hostname() + "\n").getBytes(StandardCharsets.UTF_8)
        : call.around().files().get(path);
  }

  /** {@code head -c N /dev/zero} and files. */
  private static int head(Invocation call) throws Ended {
    int left = call.argument(1, "").equals("-c") ? number(call, 2) : 0;
    if (call.argument(3, "").equals("/dev/zero")) {
      byte[] zeros = new byte[8192];
      while (left > 0) {
        int piece = Math.min(left, zeros.length);
        call.output().write(OutputStreamKind.STDOUT, Arrays.copyOf(zeros, piece));
        left -= piece;
      }
      return 0;
    }
    byte[] content = content(call, call.argument(3, ""));
    if (content == null) {
      return call.complain("head: " + call.argument(3, "") + ": No such file or directory", 1);
    }
    call.output()
        .write(OutputStreamKind.STDOUT, Arrays.copyOf(content, Math.min(left, content.length)));
    return 0;
  }

  private static int seq(Invocation call) throws Ended {
    int last = call.arguments().size() - 1;
    int from = last > 1 ? number(call, 1) : 1;
    int to = number(call, last);
    for (int i = from; i <= to; i++) {
      call.say(Integer.toString(i));
    }
    return 0;
  }

  private static int number(Invocation call, int index) throws Ended {
    try {
      return Integer.parseInt(call.argument(index, ""));
    } catch (NumberFormatException e) {
      call.complain(
          call.argument(0, "") + ": invalid number '" + call.argument(index, "") + "'", 1);
      throw new Ended(1);
    }
  }

  private static int sleep(Invocation call) throws Ended {
    String time = call.argument(1, "");
    if (!time.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      return call.complain("sleep: invalid number '" + time + "'", 1);
    }
    call.process().sleep(Duration.ofNanos((long) (Double.parseDouble(time) * 1e9)));
    return 0;
  }

  private static int env(Invocation call) throws Ended {
    for (Map.Entry<String, String> variable : call.variables().entrySet()) {
      if (!variable.getKey().equals("PWD")) {
        call.say(variable.getKey() + "=" + variable.getValue());
      }
    }
    return 0;
  }

  private static int cd(Invocation call) {
    call.variables().put("PWD", call.path(call.argument(1, "/")));
    return 0;
  }

  private static int id(Invocation call) throws Ended {
    String user = call.around().user();
    boolean isNumber = user.matches("[0-9]+");
    String uid = isNumber ? user : user.equals("root") ? "0" : "1000";
    return print(
        call,
        switch (call.argument(1, "")) {
          case "-u" -> uid;
          case "-g" -> uid;
          case "-un", "-gn" -> user;
          default -> "uid=" + uid + " gid=" + uid;
        });
  }

  private static int ls(Invocation call) throws Ended {
    String directory = call.path(call.argument(1, "."));
    String prefix =
        directory.endsWith("/.")
            ? directory.substring(0, directory.length() - 1)
            : directory.endsWith("/") ? directory : directory + "/";
    if (call.around().files().containsKey(directory)) {
      return print(call, directory);
    }
    SortedSet<String> names = new TreeSet<>(prefix.equals("/") ? ROOT : List.of());
    for (String path : call.around().files().keySet()) {
      if (path.startsWith(prefix)) {
        names.add(path.substring(prefix.length()).replaceFirst("/.*", ""));
      }
    }
    for (String name : names) {
      call.say(name);
    }
    return 0;
  }

  private static int touch(Invocation call) {
    call.around().files().putIfAbsent(call.path(call.argument(1, "")), new byte[0]);
    return 0;
  }

  private static int rm(Invocation call) {
    String last = call.arguments().getLast();
    call.around().files().remove(call.path(last));
    return 0;
  }

  private static int read(Invocation call) throws Ended {
    String line = call.process().readLine();
    call.variables().put(call.argument(1, "REPLY"), line == null ? "" : line);
    return line == null ? 1 : 0;
  }

  private static int stty(Invocation call) throws Ended {
    if (!call.around().tty()) {
      return call.complain("stty: standard input: Not a tty", 1);
    }
    return call.argument(1, "").equals("size") ? print(call, call.process().terminalSize()) : 0;
  }

  private static int tty(Invocation call) throws Ended {
    call.say(call.around().tty() ? "/dev/pts/0" : "not a tty");
    return call.around().tty() ? 0 : 1;
  }

  /** Runs until it is stopped, and then ends well. */
  static int serve(Invocation call) throws Ended {
    call.process().handleTermination();
    while (!call.process().takeTermination()) {
      call.process().sleep(Duration.ofDays(1));
    }
    return 0;
  }

  private static int sh(Invocation call) throws Ended {
    Shell shell = new Shell(call.process(), call.variables());
    try {
      if (call.argument(1, "").equals("-c")) {
        return shell.runText(call.argument(2, ""), call.output());
      }
      return interactive(call, shell);
    } catch (Ended e) {
      if (call.process().isKilled()) {
        throw e;
      }
      return e.code();
    }
  }

  private static int interactive(Invocation call, Shell shell) throws Ended {
    int code = 0;
    while (true) {
      if (call.around().tty()) {
        write(call, "/ # ");
      }
      String line = call.process().readLine();
      if (line == null) {
        return code;
      }
      code = shell.runText(line, call.output());
    }
  }
}
