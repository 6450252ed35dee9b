// The demo's cluster: cd4ml's stand-in for Kubernetes, inside this Jenkins, with real model servers behind its Services.
import com.cloudbees.plugins.credentials.CredentialsScope
import com.cloudbees.plugins.credentials.SecretBytes
import com.cloudbees.plugins.credentials.SystemCredentialsProvider
import io.jenkins.plugins.cd4ml.engine.deploy.standin.ServerStarter
import io.jenkins.plugins.cd4ml.engine.deploy.standin.StandInCluster
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl

def classes = new File(System.getProperty('cd4ml.classes'))
def classPath = [classes.path] + new File(classes, 'META-INF/cd4ml/lib').listFiles()*.path
def start = { String name, java.nio.file.Path model ->
    def port = new ServerSocket(0).withCloseable { it.localPort }
    def java = new File(System.getProperty('java.home'), 'bin/java').path
    def server = new ProcessBuilder([java, "-Donnxruntime.native.path=${classes}/META-INF/cd4ml/natives".toString(),
        '-cp', classPath.join(File.pathSeparator), 'io.jenkins.plugins.cd4ml.engine.cli.Main',
        'serve', '--model', model.toString(), '--name', name, '--port', port.toString()])
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
    Runtime.runtime.addShutdownHook(new Thread({ server.destroy() }))
    [port: { port }, close: { server.destroy() }] as ServerStarter.Running
}
def cluster = new StandInCluster(start as ServerStarter)
cluster.createNamespace('staging')
cluster.createNamespace('production')
def kubeconfig = SecretBytes.fromBytes(cluster.kubeconfig().getBytes('UTF-8'))
def credentials = SystemCredentialsProvider.instance
credentials.credentials.removeIf { it.id == 'demo-cluster' }
credentials.credentials.add(new FileCredentialsImpl(CredentialsScope.GLOBAL, 'demo-cluster',
    'The stand-in cluster of the demo', 'kubeconfig', kubeconfig))
credentials.save()
println "cd4ml demo: stand-in cluster at ${cluster.url()}"
