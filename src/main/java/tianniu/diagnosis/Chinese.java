package tianniu.diagnosis;

/** Diagnosis in Chinese, in simplified characters. */
final class Chinese implements Phrases {
  @Override
  public String verdict(Verdict verdict) {
    return switch (verdict) {
      case HEALTHY -> "{name} 正在运行，健康检查正常。";
      case RUNNING -> "{name} 正在运行。它没有配置健康检查，因此无法判断服务本身是否正常。";
      case STARTING -> "{name} 正在启动，现在还看不出是否正常。";
      case UNHEALTHY -> "{name} 在运行，但健康检查没有通过。";
      case PAUSED -> "{name} 已被暂停：进程被冻结，恢复之前什么也不会做。";
      case CRASH_LOOPING -> "{name} 一启动就退出，引擎在反复重启它。";
      case CHANGING -> "{name} 上有操作正在进行，当前状态为 {status}。";
      case NEVER_STARTED -> "{name} 已经创建，但从未启动过。";
      case STOPPED_ON_REQUEST -> "{name} 没有运行，因为有人让它停止了。";
      case EXITED_OK -> "{name} 已经正常结束：进程自行退出，退出码为 0。";
      case EXITED_WITH_ERROR -> "{name} 没有运行：进程出错退出，退出码为 {exit_code}。";
      case COMMAND_NOT_FOUND -> "{name} 没有运行：要执行的命令，或者脚本里调用的某个命令，在镜像里不存在。";
      case COMMAND_NOT_EXECUTABLE -> "{name} 没有运行：要执行的文件存在，但无法执行。";
      case START_FAILED -> "{name} 没有运行：引擎未能启动它。";
      case OUT_OF_MEMORY -> "{name} 没有运行：内存耗尽，被内核杀掉了。";
      case KILLED -> "{name} 没有运行：进程被外部信号 {signal} 结束了。";
      case CRASHED -> "{name} 没有运行：程序崩溃了（{signal}）。";
      case IMAGE_MISSING -> "{name} 没能创建：找不到镜像 {image}。";
      case IMAGE_REFUSED -> "{name} 没能创建：镜像仓库不允许获取 {image}。";
      case REGISTRY_UNREACHABLE -> "{name} 没能创建：连不上 {image} 所在的镜像仓库。";
      case NETWORK_MISSING -> "{name} 没能启动：它需要的网络不存在。";
      case PORT_TAKEN -> "{name} 没能启动：它要发布的主机端口被占用了。";
      case VOLUME_MISSING -> "{name} 没能启动：它要挂载的卷或目录不存在。";
      case SECRET_MISSING -> "{name} 没能创建：它引用的机密不存在。";
      case NAME_TAKEN -> "{name} 没能创建：引擎上已有同名的容器。";
      case NOT_PERMITTED -> "{name} 没能创建：它要求了不被允许的东西。";
      case LIMIT_EXCEEDED -> "{name} 没能创建：它要的资源超过了机器的能力或配额的剩余。";
      case CREATION_FAILED -> "{name} 没能创建。";
      case ENDED_BY_POLICY -> "{name} 没有运行：它拿到了不该有的目录，服务器把它停掉了。";
      case ENGINE_UNAVAILABLE -> "暂时无法得知 {name} 的情况：容器引擎没有响应。最后一次看到的状态是 {s" + "tatus}。";
      case REMOVED -> "{name} 已于 {removed_at} 被删除。";
      case UNKNOWN -> "{name} 没有运行，也不清楚它是怎么结束的。";
    };
  }

  @Override
  public String finding(Finding.Code code) {
    return switch (code) {
      case ENGINE_AWAY -> "容器引擎没有响应。以下是之前掌握的情况，可能已经变了。";
      case LOOK_INCOMPLETE -> "引擎响应太慢，没能全部查完，部分内容可能不是最新的。";
      case OPERATION_UNDER_WAY -> "有操作正在进行，当前状态为 {status}。";
      case OPERATION_FAILED -> "最近一次操作失败了（{code}）：{message}";
      case EXITED -> "进程以退出码 {exit_code} 结束：{meaning}。";
      case OUT_OF_MEMORY -> "它用的内存超过了 {memory_limit} 的上限，被内核杀掉了。";
      case OUT_OF_MEMORY_WITHOUT_LIMIT -> "内存耗尽，内核杀掉了它。它自己没有设上限，说明是整台主机内存不足。";
      case MEMORY_KILL_INSIDE -> "内核因内存不足杀掉过它的某个子进程，但主进程没有受影响。";
      case STOPPED_ON_REQUEST -> "它是被要求结束的：通过本 API，或者有人用了 docker。";
      case STOP_FORCED -> "它收到停止请求后没有退出，被强行杀掉了，尚未保存的数据已经丢失。";
      case CRASH_LOOP -> "引擎已经重启了它 {restart_count} 次，每次等待的时间会变长，目前" + "大约 {back_off}。";
      case RESTARTED -> "引擎已自动重启了它 {restart_count} 次，最近一次在 {start" + "ed_at}。";
      case RESTARTS_USED_UP -> "重启策略最多允许 {max_retries} 次，已经用完，引擎不会再试。";
      case NO_RESTART -> "它没有设置重启策略，没人启动它就会一直停着。";
      case START_FAILED -> "引擎未能启动它：{error}";
      case CREATION_FAILED -> "创建失败（{code}）：{message}";
      case COMMAND_MISSING -> "它要执行的命令是 {command}。";
      case PROBE_FAILING -> "健康检查 {endpoint} 已连续失败 {failing_streak} 次" + "，最近一次的结果：{last_error}";
      case PROBE_STARTING -> "健康检查还没有得到过正常的应答。";
      case PROBE_BLIND -> "健康检查没能进行，原因在服务器这一侧：{last_error}";
      case IMAGE_CHECK_FAILING -> "镜像自带的健康检查已连续失败 {failing_streak} 次，最近一次的输" + "出：{last_error}";
      case NO_HEALTH_CHECK -> "它没有配置健康检查。";
      case IMAGE_MISSING -> "镜像 {name} 在引擎上没有，仓库里也没有。";
      case IMAGE_REFUSED -> "镜像仓库不允许获取 {name}：需要登录，或者根本没有这个镜像。";
      case REGISTRY_UNREACHABLE -> "镜像 {name} 所在的仓库没有响应。";
      case NETWORK_MISSING -> "网络 {name} 不存在。";
      case PORT_TAKEN -> "主机端口 {name} 正被占用。";
      case PORT_TAKEN_BY -> "主机端口 {name} 正被容器 {holder} 占用。";
      case VOLUME_MISSING -> "卷 {name} 不存在。";
      case FOLDER_MISSING -> "主机上没有目录 {name}。";
      case SECRET_MISSING -> "机密 {name} 不存在，或者当前密钥无权看到它。";
      case CAUSE_GONE -> "当时妨碍启动的问题已经不在了。";
      case ENDED_BY_POLICY -> "服务器停掉了它（{code}）：{message}";
      case MEMORY_NEAR_LIMIT -> "内存已用 {memory}，上限 {memory_limit}（{percent" + "}%），再多一点就会被内核杀掉。";
      case CPU_AT_LIMIT -> "CPU 已用满 {cpu_limit} 核的上限（{cpu}），正在被限速。";
      case REMOVED_BY_OPERATION -> "它于 {removed_at} 通过本 API 删除。";
      case REMOVED_OUTSIDE -> "它不是通过本 API 删除的，例如有人用了 docker rm；发现时间为 {r" + "emoved_at}。";
      case NO_LINES_KEPT -> "它的日志没能保留下来。";
    };
  }

  @Override
  public String step(Step.Code code) {
    return switch (code) {
      case NOTHING -> "不需要做什么。";
      case ASK_AGAIN -> "稍等片刻再查一次。";
      case READ_LOGS -> "先看它最后的日志，原因多半就在结束前的几行里。";
      case START -> "启动它。";
      case START_IF_WANTED -> "如果需要它运行，就启动它。";
      case TRY_AGAIN -> "原因排除之后，再启动一次。";
      case UNPAUSE -> "恢复它（unpause）。";
      case RESTART -> "如果它自己恢复不了，就重启它。";
      case STOP_LOOP -> "先停掉它，免得一边查原因一边还在反复重启。";
      case RAISE_MEMORY ->
          "把内存上限调到 {memory_limit} 以上，或者让程序少用内存。上限只能"
              + "在创建时设定：删除后用更大的 resource_limits.memory 重新"
              + "创建。";
      case FIX_COMMAND -> "改正 command 或 entrypoint，或者换一个带有这个程序的镜像：删" + "除后重新创建。";
      case FIX_PROGRAM -> "换一个镜像版本，并告知镜像的维护者：崩溃是程序本身的缺陷，不是配置问题。";
      case TRY_PROBE -> "在容器里请求 {endpoint}，看看它到底返回什么。";
      case HANDLE_SIGTERM -> "让程序在收到 SIGTERM 时退出，或者停止时给更长的 timeout，避免被" + "强杀。";
      case ASK_AUDIT -> "到审计里查是谁做的；直接用 docker 做的不会记录在内。";
      case CHECK_IMAGE_NAME -> "核对镜像 {name} 的名称和标签，或者把它推送到仓库。";
      case GIVE_REGISTRY_ACCESS -> "在引擎所在的机器上用有权限的账号拉取 {name}（docker login，d" + "ocker pull）。";
      case CHECK_REGISTRY -> "检查引擎所在的机器能否连上 {name} 的仓库：域名解析、代理、防火墙。";
      case MAKE_NETWORK -> "在引擎上创建这个网络：docker network create {name}。";
      case MAKE_VOLUME -> "在引擎上创建这个卷：docker volume create {name}。";
      case MAKE_FOLDER -> "在主机上创建目录 {name}。";
      case PUT_SECRET -> "写入机密 {name}。";
      case FREE_PORT -> "停掉占用端口 {name} 的程序，或者换一个 external 端口重新创建。";
      case CHOOSE_NAME -> "删除另一个名为 {name} 的容器，或者换个名字创建。";
      case ASK_ADMINISTRATOR -> "请联系本服务器的管理员：它的要求不符合服务器的规则。";
      case FREE_QUOTA -> "查看配额还剩多少，删掉不用的容器，或者少要一些。";
      case CHECK_ENGINE -> "到引擎所在的机器上检查 Docker（systemctl status dock" + "er），然后再查一次。";
      case CREATE_AGAIN -> "如果还需要它，就重新创建。";
    };
  }

  @Override
  public String meaning(Exit.Meaning meaning) {
    return switch (meaning) {
      case SUCCESS -> "正常结束";
      case FAILURE -> "一般性错误，具体看程序最后的日志";
      case MISUSE -> "命令或参数用错了，shell 常用这个退出码";
      case ENGINE_FAILURE -> "引擎自身没能把它跑起来";
      case NOT_EXECUTABLE -> "命令找到了，但无法执行";
      case NOT_FOUND -> "找不到命令";
      case OUT_OF_MEMORY -> "内存耗尽，被内核杀掉";
      case KILLED -> "被 SIGKILL 杀掉，程序无法抗拒：强制停止、docker kill 或内核" + "所为";
      case INTERRUPTED -> "被 SIGINT 中断，相当于按了 Ctrl-C";
      case ABORTED -> "程序遇到无法处理的错误，主动中止（SIGABRT）";
      case SEGMENTATION_FAULT -> "程序访问了非法内存（SIGSEGV），是程序或其依赖库的缺陷";
      case TERMINATED -> "收到 SIGTERM 后结束，这是通常的停止请求";
      case OTHER_SIGNAL -> "被信号 {signal} 结束";
      case OWN_CODE -> "程序自定义的退出码，含义见它的文档";
      case UNKNOWN -> "不清楚";
    };
  }

  @Override
  public String space() {
    return "";
  }
}
