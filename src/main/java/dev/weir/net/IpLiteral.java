package dev.weir.net;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** IP addresses as text, read strictly: what several parsers would read differently is no address here. */
public final class IpLiteral {

    private static final Pattern IPV4_FORM = Pattern.compile("[\\d.]+");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[\\p{XDigit}:.]*:[\\p{XDigit}:.]*");

    private IpLiteral() {}

    /**
     * Reads four decimal numbers with dots, or what RFC 4291 section 2.2 allows; looks nothing up.
     *
     * @return the address; the IPv4 address where it is one mapped into IPv6
     * @throws IllegalArgumentException saying what is wrong with it
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
