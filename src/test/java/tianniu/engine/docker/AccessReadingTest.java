package tianniu.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tianniu.engine.EngineVolume.Backing;
import tianniu.engine.HostAccess;

class AccessReadingTest {
  private static Wire.HostConfig host(String json) {
    return Json.read(("{" + json + "}").replace('\'', '"'), Wire.HostConfig.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PRIVILEGED   | 'Privileged':true",
        "NAMESPACES   | 'PidMode':'host'",
        "NAMESPACES   | 'PidMode':'container:abc'",
        "NAMESPACES   | 'IpcMode':'host'",
        "NAMESPACES   | 'UTSMode':'host'",
        "NAMESPACES   | 'UsernsMode':'host'",
        "NAMESPACES   | 'NetworkMode':'container:abc'",
        "NETWORK      | 'NetworkMode':'host'",
        "DEVICES      | 'Devices':[{'PathOnHost':'/dev/sda'}]",
        "DEVICES      | 'DeviceRequests':[{'Count':1}]",
        "DEVICES      | 'DeviceCgroupRules':['b *:* rwm']",
        "CAPABILITIES | 'CapAdd':['SYS_ADMIN']",
        "CAPABILITIES | 'CapAdd':['CHOWN','cap_sys_ptrace']",
        "CAPABILITIES | 'CapAdd':['ALL']",
        "UNCONFINED   | 'SecurityOpt':['seccomp=unconfined']",
        "UNCONFINED   | 'SecurityOpt':['apparmor:unconfined']",
        "UNCONFINED   | 'SecurityOpt':['label=disable']",
        "UNCONFINED   | 'MaskedPaths':[],'ReadonlyPaths':[]",
      })
  void read_lessApartThanUsual_tellsHow(HostAccess access, String json) {
    assertThat(AccessReading.read(host(json))).containsExactly(access);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'Privileged':false,'PidMode':'','IpcMode':'private','UTSMode':'','UsernsMode':''",
        "'IpcMode':'shareable','NetworkMode':'default','Devices':[],'CapAdd':null",
        "'NetworkMode':'lan','CapAdd':['CAP_CHOWN','net_raw'],'SecurityOpt':['no-new-privileges']",
        "'ReadonlyPaths':['/proc/sys'],'DeviceRequests':null,'DeviceCgroupRules':null"
      })
  void read_usual_isApart(String json) {
    assertThat(AccessReading.read(host(json))).isEmpty();
  }

  private static Backing backing(String json) {
    return DockerResources.backing(
        Json.read(("{" + json + "}").replace('\'', '"'), Wire.Volume.class));
  }

  @Test
  void backing_withoutOptions_isTheEnginesOwn() {
    assertThat(backing("'Driver':'local','Options':null")).isEqualTo(new Backing.Own());
    assertThat(backing("'Driver':'local','Options':{'size':'1g'}")).isEqualTo(new Backing.Own());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'none','o':'bind','device':'/etc'",
        "'type':'none','o':'rbind','device':'/etc'",
        "'o':'ro,bind','device':'/etc'",
        "'type':'nfs','o':'addr=10.0.0.1,bind','device':'/etc'",
        "'type':'tmpfs','o':'rbind,size=1m','device':'/etc'"
      })
  void backing_bindInDisguise_isAFolder(String options) {
    assertThat(backing("'Driver':'local','Options':{" + options + "}"))
        .isEqualTo(new Backing.Folder("/etc"));
  }

  @ParameterizedTest
  @CsvSource({
    "nfs,     ':/export'",
    "nfs4,    ':/export'",
    "cifs,    '//server/share'",
    "tmpfs,   'tmpfs'"
  })
  void backing_shareOrMemory_isElsewhere(String type, String device) {
    assertThat(
            backing(
                "'Driver':'local','Options':{'type':'%s','device':'%s'}".formatted(type, device)))
        .isEqualTo(new Backing.Elsewhere(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'ext4','device':'/dev/sda1'",
        "'type':'overlay','device':'overlay','o':'lowerdir=/,upperdir=/a,workdir=/b'",
        "'type':'proc','device':'proc'",
        "'type':'none','device':'/etc'",
        "'type':'none','o':'BIND','device':'/etc'",
        "'o':'bind','device':'etc'"
      })
  void backing_anythingElse_isADevice(String options) {
    assertThat(backing("'Driver':'local','Options':{" + options + "}"))
        .isInstanceOf(Backing.Device.class);
  }

  @Test
  void backing_ofAnotherDriver_isElsewhere() {
    assertThat(backing("'Driver':'plugin','Options':{}"))
        .isEqualTo(new Backing.Elsewhere("the driver plugin"));
  }
}
