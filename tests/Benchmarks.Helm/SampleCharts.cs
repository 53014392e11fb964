using System.Text;

namespace GitOpsToolkit.Benchmarks.Helm;

/// <summary>Charts of known size, the same on disk for this engine and for helm.</summary>
internal static class SampleCharts
{
    private const int Calls = 20;

    /// <summary>Subcharts that each have some ConfigMaps, which each call tpl and toYaml twenty times.</summary>
    public static void WriteUmbrella(string folder, int subcharts, int configMaps)
    {
        Write(folder, "Chart.yaml", "apiVersion: v2\nname: umbrella\nversion: 1.0.0\n");
        Write(folder, "values.yaml", "global:\n  team: platform\n");
        for (var i = 0; i < subcharts; i++)
        {
            var chart = $"charts/sub{i}";
            Write(folder, $"{chart}/Chart.yaml", $"apiVersion: v2\nname: sub{i}\nversion: 1.0.0\n");
            Write(folder, $"{chart}/values.yaml", SubchartValues());
            Write(folder, $"{chart}/templates/_helpers.tpl", Helpers($"sub{i}"));
            for (var j = 0; j < configMaps; j++)
            {
                Write(folder, $"{chart}/templates/config{j}.yaml", ConfigMap($"sub{i}", j));
            }
        }
    }

    /// <summary>A chart such as `helm create` leaves it, with its conditions, helpers and dozen of values.</summary>
    public static void WriteTypical(string folder)
    {
        Write(folder, "Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: \"1.16.0\"\n");
        Write(folder, "values.yaml", TypicalValues);
        Write(folder, "templates/_helpers.tpl", Helpers("web"));
        Write(folder, "templates/deployment.yaml", Deployment);
        Write(folder, "templates/service.yaml", Service);
        Write(folder, "templates/ingress.yaml", Ingress);
        Write(folder, "templates/serviceaccount.yaml", "{{- if .Values.serviceAccount.create -}}\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ include \"web.fullname\" . }}\n  labels:\n    {{- include \"web.labels\" . | nindent 4 }}\n{{- end }}\n");
    }

    private static string SubchartValues() => """
        name: demo
        replicas: 3
        greeting: "hello {{ .Release.Name }}"
        resources:
          limits: {cpu: 100m, memory: 128Mi}
          requests: {cpu: 50m, memory: 64Mi}
        env:
          - {name: A, value: "1"}
          - {name: B, value: two}
        labels: {app: demo, tier: backend, "example.test/x": "yes"}

        """;

    private static string ConfigMap(string chart, int index)
    {
        var text = new StringBuilder();
        text.Append(null, $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{{{ include \"{chart}.fullname\" . }}}}-{index}\n  labels:\n    {{{{- include \"{chart}.labels\" . | nindent 4 }}}}\ndata:\n");
        for (var i = 0; i < Calls; i++)
        {
            text.Append(null, $"  t{i}: {{{{ tpl \"{{{{ .Values.name }}}}-{i}-{{{{ .Values.greeting | upper }}}}\" . | quote }}}}\n");
            text.Append(null, $"  y{i}: |\n    {{{{- toYaml .Values.{(i % 2 == 0 ? "resources" : "env")} | nindent 4 }}}}\n");
        }

        return text.ToString();
    }

    private static string Helpers(string chart) => $$$"""
        {{- define "{{{chart}}}.name" -}}
        {{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
        {{- end }}
        {{- define "{{{chart}}}.fullname" -}}
        {{- if .Values.fullnameOverride }}
        {{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
        {{- else }}
        {{- $name := default .Chart.Name .Values.nameOverride }}
        {{- if contains $name .Release.Name }}
        {{- .Release.Name | trunc 63 | trimSuffix "-" }}
        {{- else }}
        {{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- define "{{{chart}}}.labels" -}}
        helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
        app.kubernetes.io/name: {{ include "{{{chart}}}.name" . }}
        app.kubernetes.io/instance: {{ .Release.Name }}
        {{- if .Chart.AppVersion }}
        app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
        {{- end }}
        app.kubernetes.io/managed-by: {{ .Release.Service }}
        {{- end }}

        """;

    private const string TypicalValues = """
        replicaCount: 2
        image: {repository: nginx, pullPolicy: IfNotPresent, tag: ""}
        imagePullSecrets: []
        nameOverride: ""
        fullnameOverride: ""
        serviceAccount: {create: true}
        podAnnotations: {example.test/scrape: "true"}
        service: {type: ClusterIP, port: 80}
        ingress:
          enabled: true
          className: nginx
          hosts:
            - host: web.example.test
              paths: [{path: /, pathType: Prefix}, {path: /api, pathType: Prefix}]
          tls: [{secretName: web-tls, hosts: [web.example.test]}]
        resources:
          limits: {cpu: 100m, memory: 128Mi}
          requests: {cpu: 100m, memory: 128Mi}
        livenessProbe: {httpGet: {path: /, port: http}}
        readinessProbe: {httpGet: {path: /, port: http}}
        env: {LOG_LEVEL: info, FEATURE_X: "on", REGION: eu}
        nodeSelector: {}
        tolerations: []
        affinity: {}

        """;

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ include "web.fullname" . }}
          labels:
            {{- include "web.labels" . | nindent 4 }}
        spec:
          replicas: {{ .Values.replicaCount }}
          selector:
            matchLabels:
              app.kubernetes.io/name: {{ include "web.name" . }}
          template:
            metadata:
              {{- with .Values.podAnnotations }}
              annotations:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              labels:
                {{- include "web.labels" . | nindent 8 }}
            spec:
              {{- with .Values.imagePullSecrets }}
              imagePullSecrets:
                {{- toYaml . | nindent 8 }}
              {{- end }}
              containers:
                - name: {{ .Chart.Name }}
                  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
                  imagePullPolicy: {{ .Values.image.pullPolicy }}
                  ports:
                    - {name: http, containerPort: {{ .Values.service.port }}, protocol: TCP}
                  env:
                    {{- range $key, $value := .Values.env }}
                    - name: {{ $key }}
                      value: {{ $value | quote }}
                    {{- end }}
                  livenessProbe:
                    {{- toYaml .Values.livenessProbe | nindent 12 }}
                  readinessProbe:
                    {{- toYaml .Values.readinessProbe | nindent 12 }}
                  resources:
                    {{- toYaml .Values.resources | nindent 12 }}
              {{- with .Values.nodeSelector }}
              nodeSelector:
                {{- toYaml . | nindent 8 }}
              {{- end }}

        """;

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ include "web.fullname" . }}
          labels:
            {{- include "web.labels" . | nindent 4 }}
        spec:
          type: {{ .Values.service.type }}
          ports:
            - {port: {{ .Values.service.port }}, targetPort: http, protocol: TCP, name: http}
          selector:
            app.kubernetes.io/name: {{ include "web.name" . }}

        """;

    private const string Ingress = """
        {{- if .Values.ingress.enabled -}}
        {{- $fullName := include "web.fullname" . -}}
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: {{ $fullName }}
          labels:
            {{- include "web.labels" . | nindent 4 }}
        spec:
          ingressClassName: {{ .Values.ingress.className }}
          {{- if .Values.ingress.tls }}
          tls:
            {{- range .Values.ingress.tls }}
            - hosts:
                {{- range .hosts }}
                - {{ . | quote }}
                {{- end }}
              secretName: {{ .secretName }}
            {{- end }}
          {{- end }}
          rules:
            {{- range .Values.ingress.hosts }}
            - host: {{ .host | quote }}
              http:
                paths:
                  {{- range .paths }}
                  - path: {{ .path }}
                    pathType: {{ .pathType }}
                    backend: {service: {name: {{ $fullName }}, port: {number: {{ $.Values.service.port }}}}}
                  {{- end }}
            {{- end }}
        {{- end }}

        """;

    private static void Write(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
