import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j server on this machine, for the tests: java -cp 'lib/*' Starter.java FOLDER PORT AUTH READ_ONLY.
 *
 * It ends when its standard input does: a test run that is killed closes that pipe, whatever killed it.
 */
public class Starter {
    public static void main(String[] given) throws Exception {
        Thread watch = new Thread(Starter::endWithParent);
        watch.setDaemon(true);
        watch.start();
        DatabaseManagementServiceBuilder builder = new DatabaseManagementServiceBuilder(Path.of(given[0]))
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(given[1])))
            .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, Duration.ZERO)
            .setConfig(BoltConnectorInternalSettings.connection_shutdown_wait_time, Duration.ZERO)
            // Tests empty and fill one database again and again: plans made for it empty serve as well.
            .setConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofDays(1))
            .setConfig(GraphDatabaseSettings.auth_enabled, Boolean.parseBoolean(given[2]))
            .setConfig(GraphDatabaseSettings.read_only_database_default, Boolean.parseBoolean(given[3]));
        DatabaseManagementService server = builder.build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException broken) {
            // The parent is gone as well.
        }
        // Nobody asks any more, and the files are the tests' own: an orderly end would take its time.
        Runtime.getRuntime().halt(0);
    }
}
