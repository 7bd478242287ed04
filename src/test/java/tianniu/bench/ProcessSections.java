package tianniu.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Our process as the machine sees it: its memory after load, and how soon it answers. */
final class ProcessSections {
  private ProcessSections() {}

  static List<Section> all() {
    return List.of(new Memory(), new Start());
  }

  private static final class Memory implements Section {
    @Override
    public String name() {
      return "memory";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      Server server = lab.server();
      Wrk list = Wrk.of(server.url() + ReadSections.LIST, server.viewerKey());
      Wrk whole = Wrk.of(server.url() + "/api/v1/containers?limit=100", server.viewerKey());
      List<String> ids = server.ids(Lab.LABEL);
      Wrk details = list.over(ReadSections.paths(ids, ""));
      Wrk stats = list.over(ReadSections.paths(ids, "/stats"));
      Series resident = new Series();
      for (int round = 0; round < lab.rounds(); round++) {
        for (Wrk load : List.of(list, whole, details, stats)) {
          load.run(lab.load());
        }
        resident.add(Processes.residentMb(server.pid()));
      }
      lab.keep(name(), "resident_mb", "100", resident);
      rows.accept(
          Measured.of(
              Bar.MEMORY,
              Series.of(resident.most()),
              resident.text(" MB"),
              "peak "
                  + Series.number(Processes.peakMb(server.pid()))
                  + " MB; of no file "
                  + Series.number(Processes.anonymousMb(server.pid()))
                  + " MB"));
    }
  }

  private static final class Start implements Section {
    private static final int STARTS = 8;

    @Override
    public String name() {
      return "start";
    }

    @Override
    public void run(Lab lab, Consumer<Measured> rows) throws Exception {
      lab.hundred();
      lab.stopServer();
      Path data = lab.file("data-start");
      start(lab, data);
      Series seconds = new Series();
      for (int i = 0; i < STARTS; i++) {
        seconds.add(start(lab, data));
      }
      lab.keep(name(), "seconds", "ours", seconds);
      rows.accept(
          Measured.of(
              Bar.START,
              seconds,
              seconds.text(" s"),
              "launcher to the first list of 20, 100 containers; " + STARTS + " starts"));
    }

    private static double start(Lab lab, Path data) throws IOException, InterruptedException {
      try (Server server = Server.start(data, lab.socket())) {
        return server.startSeconds();
      }
    }
  }
}
