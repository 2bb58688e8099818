package dev.weir.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HexDumpTests {

    @Test
    void aHexDumpShowsRowsAndCutsLongInput() {
        assertThat(HexDump.of(new byte[0])).isEqualTo(" no bytes");
        String dump = HexDump.of("0123456789abcdef\n".getBytes(ISO_8859_1));
        assertThat(dump.lines().toList())
                .containsExactly(
                        "",
                        "0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
                        "0010  0a                                               .");
        assertThat(HexDump.of(new byte[513])).endsWith("... 513 bytes in all");
    }
}
