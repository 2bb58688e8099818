package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamAddressTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:3000",
                "localhost:0",
                "my-host.example.org:65535",
                "[::1]:80",
                "[fe80::1:2]:1",
                ":3000",
                "unix:/run/weir.sock",
                "unix:relative.sock"
            })
    void readsWhatItWrites(String text) {
        assertThat(StreamAddress.parse(text).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|has no port",
                "localhost|has no port",
                "3000|has no port",
                "host:|has no port between 0 and 65535",
                "host:http|has no port between 0 and 65535",
                "host:-1|has no port between 0 and 65535",
                "host:65536|has no port between 0 and 65535",
                "host:99999999999|has no port between 0 and 65535",
                "host:+80|has no port between 0 and 65535",
                "host: 80|has no port between 0 and 65535",
                "::1:80|is ambiguous",
                "::|is ambiguous",
                "[::1]|is ambiguous",
                "[]:80|has no valid host",
                "[host]:80|has no valid host",
                "[::g]:80|has no valid IPv6 address",
                "[1:2]:80|has no valid IPv6 address",
                "my host:80|has no valid host",
                "tcp//host:80|has no valid host",
                "höst:80|has no valid host",
                "unix:|has no path"
            })
    void reportsWhatIsWrong(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamAddress.parse(text))
                .withMessageStartingWith("'" + text + "' ")
                .withMessageContaining(fault);
    }

    @Test
    void refusesPathsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamAddress.parse("unix:/a\0b"))
                .withMessageContaining("is not a path");
    }

    @Test
    void refusesPathsThatASocketHasNoRoomFor() {
        assertThat(StreamAddress.parse("unix:/" + "x".repeat(106))).isInstanceOf(StreamAddress.Unix.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamAddress.parse("unix:/" + "x".repeat(107)))
                .withMessageContaining("at most 107 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> StreamAddress.parse("unix:/" + "ü".repeat(54)));
    }

    @Test
    void resolves() throws Exception {
        assertThat(StreamAddress.parse("127.0.0.1:80").resolve())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80));
        assertThat(StreamAddress.parse("[::1]:80").resolve())
                .isEqualTo(new InetSocketAddress(Inet6Address.ofLiteral("::1"), 80));
        assertThat(StreamAddress.parse(":80").resolve()).isEqualTo(new InetSocketAddress(80));
        assertThat(StreamAddress.parse("unix:/x").resolve()).isEqualTo(UnixDomainSocketAddress.of("/x"));
    }

    @Test
    void looksAHostUpOnlyWhenAsked() {
        StreamAddress address = StreamAddress.parse("host.invalid:80");
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(address::resolve)
                .withMessageContaining("host.invalid");
    }

    @Test
    void writesSocketAddressesTheSameWay() {
        assertThat(StreamAddress.format(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80)))
                .isEqualTo("127.0.0.1:80");
        assertThat(StreamAddress.format(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80)))
                .isEqualTo("[::1]:80");
        assertThat(StreamAddress.format(InetSocketAddress.createUnresolved("host", 80)))
                .isEqualTo("host:80");
        assertThat(StreamAddress.format(UnixDomainSocketAddress.of(Path.of("/x"))))
                .isEqualTo("unix:/x");
    }

    @Test
    void aPathThatAPeerChoseIsOneLine() {
        var address = UnixDomainSocketAddress.of(Path.of("/a\r\nroot logged in\u001b[2J\u202e\u2028\\é"));
        assertThat(StreamAddress.format(address))
                .isEqualTo("unix:/a\\u000d\\u000aroot logged in\\u001b[2J\\u202e\\u2028\\u005cé");
    }
}
