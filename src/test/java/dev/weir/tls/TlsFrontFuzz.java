package dev.weir.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Looks for bytes that a TLS server does not survive; run by the profile {@code fuzz}. */
class TlsFrontFuzz {

    @FuzzTest(maxDuration = "2m")
    void anyBytesEndInAnOrderlyWay(byte[] bytes) {
        TlsFront.offer(bytes, Integer.MAX_VALUE);
    }
}
