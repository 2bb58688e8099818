package dev.weir.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogValueTests {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:3000", "[::1]:3000", "[fe80::1%eth0]:1", "unix:/run/weir.sock", "-"})
    void keepsPrintableAscii(String value) {
        assertThat(LogValue.escape(value)).isEqualTo(value);
    }

    @Test
    void escapesCharactersThatCouldForgeALineOrAField() {
        assertThat(LogValue.escape("a\r\nb\u001b[2Jc d=e\"f\\g\u0000\u0085\u2028é"))
                .isEqualTo("a\\u000d\\u000ab\\u001b[2Jc\\u0020d\\u003de\\u0022f\\u005cg\\u0000\\u0085\\u2028\\u00e9");
    }

    @Test
    void writesAnEmptyValueAsADash() {
        assertThat(LogValue.escape("")).isEqualTo("-");
    }
}
