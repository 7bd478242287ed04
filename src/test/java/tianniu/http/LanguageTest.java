package tianniu.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zh",
        "zh-CN",
        "ZH-hans",
        "zh-Hans-CN",
        "zh-TW",
        "zh-CN,zh;q=0.9,en;q=0.8",
        "en;q=0.7, zh;q=0.8",
        "fr, zh;q=0.1",
        "zh ; q=0.5 , en;q=0.4",
        "zh;q=1.000,en",
        "zh-CN,en",
        "en;q=0, zh;q=0.001",
        ",,zh"
      })
  void of_chinesePreferred_isChinese(String accepted) {
    assertThat(Language.of(accepted)).isEqualTo(Language.CHINESE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "*",
        "fr",
        "en",
        "en-GB,zh;q=0.9",
        "zh;q=0",
        "zh;q=0.000",
        "zh;q=2",
        "zh;q=-1",
        "zh;q=0.1234",
        "zh;q=",
        "zh;x=1",
        "zhx",
        "zu",
        "zh;q=0.3,*",
        ";;;,=,q"
      })
  void of_anythingElse_isEnglish(String accepted) {
    assertThat(Language.of(accepted)).isEqualTo(Language.ENGLISH);
  }
}
