package dev.weir.bench.slice;

import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContextManager;

/** Starts the application context of one test class, and prints how long that took. */
final class ContextStart {

    static final String RESULT = "milliseconds: ";

    private ContextStart() {}

    public static void main(String[] args) throws ClassNotFoundException {
        long start = System.nanoTime();
        ApplicationContext context =
                new TestContextManager(Class.forName(args[0])).getTestContext().getApplicationContext();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.println(context.getId() + "\n" + RESULT + millis);
        System.out.flush();
        // Without shutdown hooks, whose output would follow.
        Runtime.getRuntime().halt(0);
    }
}
