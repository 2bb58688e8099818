package dev.weir.stream;

import java.net.InetSocketAddress;
import java.util.List;

/** The server that a {@link ConnectAttempt} connects to. */
sealed interface ConnectTarget {

    /** The host asked for; empty for a Unix domain socket. */
    String host();

    /** The port asked for; 0 for a Unix domain socket. */
    int port();

    /** A host whose addresses have to be found. */
    record Named(StreamAddress.Inet address, HostLookup lookup) implements ConnectTarget {

        @Override
        public String host() {
            return address.host();
        }

        @Override
        public int port() {
            return address.port();
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** A host whose addresses are known. */
    record Resolved(List<InetSocketAddress> addresses, String host, int port) implements ConnectTarget {

        public Resolved {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("there is no address of " + host + " to connect to");
            }
            for (InetSocketAddress address : addresses) {
                if (address.isUnresolved()) {
                    throw new IllegalArgumentException("the address " + address + " of " + host + " is not resolved");
                }
            }
        }

        @Override
        public String toString() {
            return new StreamAddress.Inet(host, port).toString();
        }
    }

    /** A Unix domain socket. */
    record Local(StreamAddress.Unix address) implements ConnectTarget {

        @Override
        public String host() {
            return "";
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }
}
