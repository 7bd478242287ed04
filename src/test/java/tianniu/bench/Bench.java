package tianniu.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The benchmark: {@code --sections list,stats --rounds 5 --seconds 5}, on the engine that {@code
 * DOCKER_HOST} and {@code TIANNIU_LAB_TCP} name. Only a run of all sections replaces the results
 * that are kept; the exit code is 1 when a bar is missed.
 */
public final class Bench {
  private static final Path OUT = Path.of("target", "bench");
  private static final Path CHART = Path.of("bench", "results.svg");
  private static final Path RESULTS = Path.of("bench", "RESULTS.md");

  private Bench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> options = options(arguments);
    List<Section> all = sections();
    List<Section> chosen = chosen(all, options.getOrDefault("sections", ""));
    int rounds = Integer.parseInt(options.getOrDefault("rounds", "5"));
    int seconds = Integer.parseInt(options.getOrDefault("seconds", "5"));
    Report report = new Report(chosen.stream().map(Section::name).toList());
    String heading = heading(rounds, seconds);
    Files.createDirectories(OUT);
    try (Lab lab = new Lab(required("DOCKER_HOST"), required("TIANNIU_LAB_TCP"), rounds, seconds)) {
      lab.sweep();
      for (Section section : chosen) {
        measure(section, lab, report);
        Files.write(OUT.resolve("raw.csv"), lab.raw());
      }
    }
    write(report, heading, chosen.size() == all.size());
    List<String> missed = report.missed();
    missed.forEach(one -> Lab.say("MISSED: " + one));
    Lab.say(missed.isEmpty() ? "every bar is met" : missed.size() + " bars are missed");
    System.exit(missed.isEmpty() ? 0 : 1);
  }

  static List<Section> sections() {
    List<Section> sections = new ArrayList<>(ReadSections.all());
    sections.addAll(ProcessSections.all());
    sections.addAll(List.of(new UsageSection(), new VisibleSection()));
    sections.addAll(LogSections.all());
    sections.addAll(WriteSections.all());
    sections.add(new ScaleSection());
    return sections;
  }

  static List<Section> chosen(List<Section> all, String names) {
    if (names.isEmpty()) {
      return all;
    }
    List<String> asked = List.of(names.split(",", -1));
    List<Section> chosen = all.stream().filter(one -> asked.contains(one.name())).toList();
    if (chosen.size() != asked.size()) {
      throw new IllegalArgumentException(
          "The sections are " + all.stream().map(Section::name).toList() + ", not " + asked);
    }
    return chosen;
  }

  private static void measure(Section section, Lab lab, Report report) throws InterruptedException {
    Lab.say("section " + section.name());
    try {
      section.run(
          lab,
          row -> {
            report.add(row);
            Lab.say(row.bar() + ": " + row.bar().text(row.value()) + " " + row.spread());
          });
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // The other sections are measured all the same, and this one's bars are missed.
      Lab.say("section " + section.name() + " failed");
      e.printStackTrace();
      report.failed(section.name(), String.valueOf(e.getMessage()).lines().findFirst().orElse("?"));
    }
  }

  private static void write(Report report, String heading, boolean whole) throws IOException {
    String svg = Chart.svg(report.measured());
    String part = heading + "\n" + report.table();
    Files.writeString(OUT.resolve("report.md"), part);
    Files.writeString(OUT.resolve("results.svg"), svg);
    System.out.println(part);
    if (whole) {
      Files.writeString(CHART, svg);
      new ResultsFile(RESULTS)
          .put(
              "bench/run",
              "## Beside the plain engine\n\n"
                  + part
                  + "\n![how far each bar is surpassed](results.svg)\n");
    }
  }

  private static String heading(int rounds, int seconds) throws IOException, InterruptedException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
    String commit = Command.output(List.of("git", "rev-parse", "--short", "HEAD")).strip();
    String changed =
        Command.output(List.of("git", "status", "--porcelain", "--untracked-files=no")).isBlank()
            ? ""
            : " with changes";
    String load = Files.readString(Path.of("/proc/loadavg")).split(" \\d+/", 2)[0];
    return String.format(
        "`make bench` on %d cores (%s), commit %s%s, %s; load average before: %s;"
            + " %d rounds of %d s.%n",
        Runtime.getRuntime().availableProcessors(),
        cpu,
        commit,
        changed,
        LocalDate.now(ZoneOffset.UTC),
        load,
        rounds,
        seconds);
  }

  private static String required(String variable) {
    String value = System.getenv(variable);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(variable + " is not set: use make bench.");
    }
    return value;
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      if (!List.of("--sections", "--rounds", "--seconds").contains(arguments[i])) {
        throw new IllegalArgumentException("No option " + arguments[i]);
      }
      options.put(arguments[i].substring(2), arguments[i + 1]);
    }
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException("No value for " + arguments[arguments.length - 1]);
    }
    return options;
  }
}
