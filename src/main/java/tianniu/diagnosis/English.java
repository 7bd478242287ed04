package tianniu.diagnosis;

/** Diagnosis in English. */
final class English implements Phrases {
  @Override
  public String verdict(Verdict verdict) {
    return switch (verdict) {
      case HEALTHY -> "{name} runs and answers its health check.";
      case RUNNING ->
          "{name} runs. It has no health check, so nothing tells whether it does its " + "work.";
      case STARTING -> "{name} is starting; it is too early to tell whether it is well.";
      case UNHEALTHY -> "{name} runs, but fails its health check.";
      case PAUSED ->
          "{name} is paused: its processes are frozen and do nothing until it is " + "unpaused.";
      case CRASH_LOOPING ->
          "{name} ends soon after each start, and the engine starts it again and again.";
      case CHANGING -> "{name} is being worked on: its status is {status}.";
      case NEVER_STARTED -> "{name} was created and has never been started.";
      case STOPPED_ON_REQUEST -> "{name} is not running because it was told to stop.";
      case EXITED_OK -> "{name} has finished: its process ended by itself, with exit code 0.";
      case EXITED_WITH_ERROR ->
          "{name} is not running: its process ended with an error, exit code {exit_code}.";
      case COMMAND_NOT_FOUND ->
          "{name} is not running: the command that it is to run, or one that its script "
              + "calls, does not exist in its image.";
      case COMMAND_NOT_EXECUTABLE ->
          "{name} is not running: the command that it is to run exists but cannot be "
              + "executed.";
      case START_FAILED -> "{name} is not running: the engine could not start it.";
      case OUT_OF_MEMORY ->
          "{name} is not running: it ran out of memory, and the kernel killed it.";
      case KILLED -> "{name} is not running: its process was ended from outside, by {signal}.";
      case CRASHED -> "{name} is not running: its program crashed ({signal}).";
      case IMAGE_MISSING -> "{name} could not be created: there is no image {image}.";
      case IMAGE_REFUSED ->
          "{name} could not be created: the registry does not give out the image {image}.";
      case REGISTRY_UNREACHABLE ->
          "{name} could not be created: the registry of {image} cannot be reached.";
      case NETWORK_MISSING ->
          "{name} could not be started: a network that it needs does not exist.";
      case PORT_TAKEN ->
          "{name} could not be started: a port of the host that it publishes was in use.";
      case VOLUME_MISSING ->
          "{name} could not be started: a volume or folder that it mounts does not exist.";
      case SECRET_MISSING -> "{name} could not be created: a secret that it uses does not exist.";
      case NAME_TAKEN ->
          "{name} could not be created: the engine has another container of this name.";
      case NOT_PERMITTED ->
          "{name} could not be created: something that it asks for is not allowed.";
      case LIMIT_EXCEEDED ->
          "{name} could not be created: it asks for more than there is, or than a quota "
              + "leaves.";
      case CREATION_FAILED -> "{name} could not be created.";
      case ENDED_BY_POLICY ->
          "{name} is not running: the server ended it, because it got a folder that it "
              + "may not have.";
      case ENGINE_UNAVAILABLE ->
          "Nothing new can be said about {name}: the container engine does not answer. "
              + "Its last known status is {status}.";
      case REMOVED -> "{name} was removed at {removed_at}.";
      case UNKNOWN -> "{name} is not running, and nothing is known of how it ended.";
    };
  }

  @Override
  public String finding(Finding.Code code) {
    return switch (code) {
      case ENGINE_AWAY ->
          "The container engine does not answer. What follows was known before and may "
              + "have changed.";
      case LOOK_INCOMPLETE ->
          "The engine was too slow for everything to be looked at; a part of this may be "
              + "out of date.";
      case OPERATION_UNDER_WAY -> "An operation is under way; the status is {status}.";
      case OPERATION_FAILED -> "The last operation on it failed ({code}): {message}";
      case EXITED -> "Its process ended with exit code {exit_code}: {meaning}.";
      case OUT_OF_MEMORY ->
          "It needed more memory than its limit of {memory_limit}, so the kernel killed " + "it.";
      case OUT_OF_MEMORY_WITHOUT_LIMIT ->
          "The kernel killed it because memory ran out. It has no limit of its own, so "
              + "the host itself was short of memory.";
      case MEMORY_KILL_INSIDE ->
          "The kernel killed one of its processes for its memory, though the main process "
              + "went on.";
      case STOPPED_ON_REQUEST -> "It was told to end: by this API, or with docker.";
      case STOP_FORCED ->
          "It did not end when it was asked to and was killed: what it had not yet saved "
              + "is lost.";
      case CRASH_LOOP ->
          "The engine has started it again {restart_count} times. It waits longer each "
              + "time, now about {back_off}.";
      case RESTARTED ->
          "The engine has had to start it again {restart_count} times, the last time at "
              + "{started_at}.";
      case RESTARTS_USED_UP ->
          "Its restart policy allows {max_retries} restarts, and they are used up: the "
              + "engine does not try again.";
      case NO_RESTART -> "It has no restart policy, so it stays down until somebody starts it.";
      case START_FAILED -> "The engine could not start it: {error}";
      case CREATION_FAILED -> "It could not be created ({code}): {message}";
      case COMMAND_MISSING -> "The command that it is to run is {command}.";
      case PROBE_FAILING ->
          "Its health check at {endpoint} has failed {failing_streak} times in a row. The "
              + "last answer: {last_error}";
      case PROBE_STARTING -> "Its health check has not had a good answer yet.";
      case PROBE_BLIND ->
          "Its health check could not be made, for a reason that lies with the server: "
              + "{last_error}";
      case IMAGE_CHECK_FAILING ->
          "The health check of its image has failed {failing_streak} times in a row. Its "
              + "last words: {last_error}";
      case NO_HEALTH_CHECK -> "It has no health check.";
      case IMAGE_MISSING -> "The image {name} is neither on the engine nor in its registry.";
      case IMAGE_REFUSED ->
          "The registry does not give out the image {name}: it wants credentials, or does "
              + "not have it.";
      case REGISTRY_UNREACHABLE -> "The registry of the image {name} does not answer.";
      case NETWORK_MISSING -> "The network {name} does not exist.";
      case PORT_TAKEN -> "The port {name} of the host is in use.";
      case PORT_TAKEN_BY -> "The port {name} of the host is in use by the container {holder}.";
      case VOLUME_MISSING -> "The volume {name} does not exist.";
      case FOLDER_MISSING -> "The folder {name} does not exist on the host.";
      case SECRET_MISSING -> "The secret {name} does not exist, or this key may not see it.";
      case CAUSE_GONE -> "What kept it from starting is mended: it is as it should be now.";
      case ENDED_BY_POLICY -> "The server ended it ({code}): {message}";
      case MEMORY_NEAR_LIMIT ->
          "It uses {memory} of its {memory_limit} of memory ({percent} %): a little more, "
              + "and the kernel kills it.";
      case CPU_AT_LIMIT ->
          "It uses all of the {cpu_limit} cores that it may have ({cpu}), so it is slowed "
              + "down.";
      case REMOVED_BY_OPERATION -> "It was removed through this API at {removed_at}.";
      case REMOVED_OUTSIDE ->
          "It was removed by other means than this API, such as docker rm; that was "
              + "noticed at {removed_at}.";
      case NO_LINES_KEPT -> "Nothing that it wrote could be kept.";
    };
  }

  @Override
  public String step(Step.Code code) {
    return switch (code) {
      case NOTHING -> "Nothing needs to be done.";
      case ASK_AGAIN -> "Wait a moment and ask again.";
      case READ_LOGS ->
          "Read what it wrote last: the cause is most often in the last lines before the " + "end.";
      case START -> "Start it.";
      case START_IF_WANTED -> "If it is to run, start it.";
      case TRY_AGAIN -> "When the cause is gone, start it again.";
      case UNPAUSE -> "Unpause it.";
      case RESTART -> "If it does not recover by itself, restart it.";
      case STOP_LOOP -> "Stop it, so that it leaves the loop while you look for the cause.";
      case RAISE_MEMORY ->
          "Give it more memory than {memory_limit}, or let the program use less. A limit "
              + "is set when a container is created: delete it and create it with a larger "
              + "resource_limits.memory.";
      case FIX_COMMAND ->
          "Correct command or entrypoint, or take an image that has the program: delete "
              + "it and create it anew.";
      case FIX_PROGRAM ->
          "Take another version of the image, and tell its makers: a crash is a fault of "
              + "the program, not of its settings.";
      case TRY_PROBE -> "Ask {endpoint} from inside the container, and see what it answers.";
      case HANDLE_SIGTERM ->
          "Let the program end at SIGTERM, or give stop a longer timeout, so that it is "
              + "not killed.";
      case ASK_AUDIT ->
          "Look in the audit who did it; what was done with docker does not stand there.";
      case CHECK_IMAGE_NAME ->
          "Check name and tag of the image {name}, or push it to its registry.";
      case GIVE_REGISTRY_ACCESS ->
          "Pull {name} on the engine's machine with an account that may (docker login, "
              + "docker pull).";
      case CHECK_REGISTRY ->
          "Check that the engine's machine reaches the registry of {name}: name "
              + "resolution, proxy, firewall.";
      case MAKE_NETWORK -> "Make the network on the engine: docker network create {name}.";
      case MAKE_VOLUME -> "Make the volume on the engine: docker volume create {name}.";
      case MAKE_FOLDER -> "Make the folder {name} on the host.";
      case PUT_SECRET -> "Put the secret {name}.";
      case FREE_PORT ->
          "Stop what holds the port {name}, or create it anew with another external port.";
      case CHOOSE_NAME ->
          "Remove the other container named {name}, or create this one by another name.";
      case ASK_ADMINISTRATOR ->
          "Ask the administrator of this server: what it asks for is against the server's "
              + "rules.";
      case FREE_QUOTA ->
          "See what the quotas leave, and remove what is not needed, or ask for less.";
      case CHECK_ENGINE ->
          "Look after Docker on the engine's machine (systemctl status docker), then ask "
              + "again.";
      case CREATE_AGAIN -> "If it is missed, create it again.";
    };
  }

  @Override
  public String meaning(Exit.Meaning meaning) {
    return switch (meaning) {
      case SUCCESS -> "success";
      case FAILURE -> "a general error, which the program's own last lines explain";
      case MISUSE -> "a command or its options were used wrongly, as shells report it";
      case ENGINE_FAILURE -> "the engine itself could not run it";
      case NOT_EXECUTABLE -> "the command was found but could not be executed";
      case NOT_FOUND -> "the command was not found";
      case OUT_OF_MEMORY -> "the kernel killed it because memory ran out";
      case KILLED ->
          "killed by SIGKILL, which no program can resist: a forced stop, docker kill, or "
              + "the kernel";
      case INTERRUPTED -> "interrupted by SIGINT, as by Ctrl-C";
      case ABORTED ->
          "the program gave up by itself after an error that it could not handle " + "(SIGABRT)";
      case SEGMENTATION_FAULT ->
          "the program reached for memory that is not its own (SIGSEGV), a fault in it or "
              + "in a library";
      case TERMINATED -> "ended by SIGTERM, the usual request to stop";
      case OTHER_SIGNAL -> "ended by the signal {signal}";
      case OWN_CODE -> "a code of the program's own, which its documentation explains";
      case UNKNOWN -> "not known";
    };
  }

  @Override
  public String space() {
    return " ";
  }
}
