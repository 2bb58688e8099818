package dev.weir.proxy;

import dev.weir.net.IpLiteral;
import dev.weir.proxy.HeaderParser.Result;
import dev.weir.proxy.ProxyHeader.Command;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Version 1 of the header: a line of text. */
final class TextHeader {

    /** Limit in bytes, including CR LF. */
    static final int MAX_LENGTH = 107;

    private static final String UNKNOWN = "UNKNOWN";
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");

    private TextHeader() {}

    /** @param bytes the received bytes, with the signature at index 0 */
    static Result parse(ByteBuffer bytes) throws ProxyProtocolException {
        int end = indexOfLineEnd(bytes);
        if (end >= 0) {
            // Each byte becomes a character, and the checks below reject all that are not ASCII.
            String line =
                    StandardCharsets.ISO_8859_1.decode(bytes.slice(0, end)).toString();
            return new Result.Complete(parse(line.split(" ", -1)), end + 2);
        }
        if (bytes.limit() >= MAX_LENGTH) {
            throw new ProxyProtocolException("the line does not end within " + MAX_LENGTH + " bytes");
        }
        return new Result.Partial(true, bytes.limit() + 1);
    }

    static ByteBuffer encode(ProxyHeader header) {
        // Concatenated, since a formatter would write the ports in the digits of the default locale.
        String line = IpPair.of(header)
                .map(pair -> (pair.isIpv4() ? "TCP4 " : "TCP6 ")
                        + pair.source().getHostAddress() + " "
                        + pair.destination().getHostAddress() + " "
                        + pair.sourcePort() + " "
                        + pair.destinationPort())
                .orElse(UNKNOWN);
        return ByteBuffer.wrap(("PROXY " + line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static int indexOfLineEnd(ByteBuffer bytes) {
        int last = Math.min(bytes.limit(), MAX_LENGTH) - 1;
        for (int i = 0; i < last; i++) {
            if (bytes.get(i) == '\r' && bytes.get(i + 1) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static ProxyHeader parse(String[] words) throws ProxyProtocolException {
        String family = words[1];
        if (family.equals(UNKNOWN)) {
            return ProxyHeader.withoutAddresses(1, Command.PROXY);
        }
        boolean ipv4 = family.equals("TCP4");
        if (!ipv4 && !family.equals("TCP6")) {
            throw new ProxyProtocolException("the line names neither TCP4, TCP6 nor UNKNOWN");
        }
        if (words.length != 6) {
            throw new ProxyProtocolException("the line has " + words.length + " words, not 6");
        }
        return ProxyHeader.of(
                1,
                new InetSocketAddress(address(words[2], ipv4), port(words[4])),
                new InetSocketAddress(address(words[3], ipv4), port(words[5])));
    }

    /** An IPv4-mapped IPv6 address, which proxies format with dots (inet_ntop(3)), becomes the IPv4 address. */
    private static InetAddress address(String text, boolean ipv4) throws ProxyProtocolException {
        try {
            if (ipv4 == text.indexOf(':') < 0) {
                return IpLiteral.parse(text);
            }
        } catch (IllegalArgumentException _) {
            // Reported below, without the sender's text.
        }
        throw new ProxyProtocolException("the line has an address that is not one of " + (ipv4 ? "IPv4" : "IPv6"));
    }

    private static int port(String text) throws ProxyProtocolException {
        if (PORT.matcher(text).matches()) {
            int port = Integer.parseInt(text);
            if (port <= 65_535) {
                return port;
            }
        }
        throw new ProxyProtocolException("the line has a port that is not a number from 0 to 65535");
    }
}
