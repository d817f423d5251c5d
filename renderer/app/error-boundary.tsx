/** One view's bug stays in that view. Give it the address as key: another place starts anew. */
import type { ReactNode } from 'react';
import { Component } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { useNavigate } from '#renderer/components/navigation.tsx';

type Props = { readonly children: ReactNode };
type State = { readonly hasFailed: boolean };

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false };

  static getDerivedStateFromError(): State {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return !this.state.hasFailed ? this.props.children : <Failed again={() => this.setState({ hasFailed: false })} />;
  }
}

function Failed({ again }: { again: () => void }) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  return (
    <EmptyState title={t('crash.title')} action={<><Button look="filled" onClick={again}>{t('crash.again')}</Button><Button onClick={() => navigate(formatRoute({ screen: 'fleet' }))}>{t('crash.fleet')}</Button></>}>
      {t('crash.body')}
    </EmptyState>
  );
}
