package dev.weir.net;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** Parses IP addresses strictly: text that other parsers would interpret differently is rejected. */
public final class IpLiteral {

    private static final Pattern IPV4_FORM = Pattern.compile("[\\d.]+");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[\\p{XDigit}:.]*:[\\p{XDigit}:.]*");

    private IpLiteral() {}

    /**
     * Parses four decimal numbers with dots, or a form of RFC 4291 section 2.2, without a lookup.
     *
     * @return the address; for an IPv4-mapped IPv6 address, the IPv4 address
     * @throws IllegalArgumentException if the text is not an address; the message has the reason
     */
    public static InetAddress parse(String text) {
        if (text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("it has a zone, which means something on one machine only");
        }
        if (IPV4.matcher(text).matches()) {
            return InetAddress.ofLiteral(text);
        }
        if (IPV4_FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("it is not an IPv4 address:"
                    + " four numbers from 0 to 255, without leading zeros, with dots between");
        }
        if (!IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException("it is not an IP address");
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is not an IPv6 address", e);
        }
    }
}
