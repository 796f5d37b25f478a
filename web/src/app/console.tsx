import "@fontsource-variable/atkinson-hyperlegible-mono/wght.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Problem } from "@/shared/api/problem";
import { consoleRouter } from "./router";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // A refusal stays a refusal; only an unreachable gateway is worth another try.
      retry: (failures, error) => failures < 1 && error instanceof Problem && error.status === 0,
    },
  },
});
const router = consoleRouter();

/** The console, for those with an account. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
