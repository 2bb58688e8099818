package dev.weir.bench.peer;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The key and certificate that the benchmark gives to servers of TLS, by system properties. */
final class Identity {

    private Identity() {}

    static KeyManagerFactory keys() throws IOException {
        char[] password = System.getProperty("bench.password").toCharArray();
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(KeyStore.getInstance(new File(System.getProperty("bench.keystore")), password), password);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    static SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys().getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
