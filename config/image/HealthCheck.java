import java.net.HttpURLConnection;
import java.net.URI;

/** Asks the management port whether weir is ready: exit status 0 or 1. The image's health check, which has no shell. */
final class HealthCheck {

    private HealthCheck() {}

    public static void main(String[] arguments) {
        int status = 1;
        try {
            String url = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8080/actuator/health/readiness";
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(2000);
            status = connection.getResponseCode() == 200 ? 0 : 1;
        } catch (Exception e) {
            System.err.println(e);
        }
        System.exit(status);
    }
}
