package tianniu.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs classes of tests where there is no Maven: inside the machine of {@code lab/modern tests}.
 * The arguments are the folder of the reports and the full names of the classes.
 */
final class GuestRun {
  private GuestRun() {}

  public static void main(String[] arguments) throws IOException {
    Path reports = Path.of(arguments[0]);
    List<ClassSelector> classes =
        Arrays.stream(arguments).skip(1).map(DiscoverySelectors::selectClass).toList();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(classes)
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .build();
    GuestReport report = new GuestReport(reports, System.out);
    LauncherFactory.create().execute(request, report);
    // Not by itself: what a test that failed has left running would hold the machine up.
    Runtime.getRuntime().halt(report.allPassed() ? 0 : 1);
  }
}
