package dev.weir.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonNameTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=client.example|client.example",
                "C=DE, O=Weir, CN=client|client",
                "CN=client, OU=one, O=Weir|client",
                "O=Weir+CN=client|client",
                "CN=second, O=Weir, CN=first|first",
                "CN=\"Weir, CN=forged\"|Weir, CN=forged",
                "CN=B\u00fccher \u4e2d|B\u00fccher \u4e2d",
            })
    void isTheFirstInTheOrderOfTheEncoding(String subject, String name) {
        assertThat(CommonName.of(new X500Principal(subject))).contains(name);
    }

    @Test
    void mayBeMissingOrLong() {
        assertThat(CommonName.of(new X500Principal("O=Weir"))).isEmpty();
        assertThat(CommonName.of(new X500Principal(""))).isEmpty();
        for (int length : new int[] {1, 127, 128, 255, 256, 40_000}) {
            String name = "n".repeat(length);
            assertThat(CommonName.of(new X500Principal("CN=" + name + ", O=Weir")))
                    .contains(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0c02c3bc, \u00fc",
        "1401fc, \u00fc",
        "1e0200fc, \u00fc",
        "1c04000000fc, \u00fc",
        "130141, A",
        "160141, A",
    })
    void isReadInTheEncodingOfItsType(String value, String name) {
        String attribute = sequence("0603550403" + value);
        String der = sequence("31%02x%s".formatted(attribute.length() / 2, attribute));
        assertThat(CommonName.of(new X500Principal(HexFormat.of().parseHex(der))))
                .contains(name);
    }

    private static String sequence(String content) {
        return "30%02x%s".formatted(content.length() / 2, content);
    }
}
